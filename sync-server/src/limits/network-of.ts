/** What limits go by: an IPv4 address, or the half of an IPv6 address that one customer is given (/64). */

import { isIPv4, isIPv6 } from 'node:net'

const mappedIpv4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

export const networkOf = (address: string | undefined): string => {
  if (address === undefined) return 'unknown'
  const ipv4 = mappedIpv4.exec(address)?.[1] ?? address
  if (isIPv4(ipv4)) return ipv4
  const plain = address.split('%', 1)[0] ?? ''
  return isIPv6(plain) ? `${firstGroups(plain).join(':')}::/64` : 'unknown'
}

/** The first four of the eight groups, with what `::` leaves out. */
const firstGroups = (address: string): readonly string[] => {
  const [head = '', tail] = address.toLowerCase().split('::', 2)
  const before = groupsOf(head)
  const after = tail === undefined ? [] : groupsOf(tail)
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  return [...before, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...after]
    .slice(0, 4)
    .map(group => group.replace(/^0+(?=.)/, ''))
}

/** A last part in IPv4 notation stands for two groups, which never are among the first four. */
const groupsOf = (text: string): readonly string[] =>
  text === '' ? [] : text.split(':').flatMap(group => (group.includes('.') ? ['0', '0'] : [group]))
