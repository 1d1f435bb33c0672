/** Every operation on accounts. What is not in this list does not exist: routes, documentation and tests come from it. */

import { closeRendezvous } from '../pairing/close-rendezvous.ts'
import { createDeviceTicket } from '../pairing/create-device-ticket.ts'
import { createRendezvous } from '../pairing/create-rendezvous.ts'
import { joinRendezvous } from '../pairing/join-rendezvous.ts'
import { sendMessage } from '../pairing/send-message.ts'
import { useDeviceTicket } from '../pairing/use-device-ticket.ts'
import { waitForMessages } from '../pairing/wait-for-messages.ts'
import { addDevice } from './add-device.ts'
import { attachWorkspace } from './attach-workspace.ts'
import { changePassword } from './change-password.ts'
import { changeRecovery } from './change-recovery.ts'
import { createAccount } from './create-account.ts'
import { createInvitation } from './create-invitation.ts'
import { createSocketTicket } from './create-socket-ticket.ts'
import { deleteAccount } from './delete-account.ts'
import { deleteInvitation } from './delete-invitation.ts'
import { listDevices } from './list-devices.ts'
import { listInvitations } from './list-invitations.ts'
import { listWorkspaces } from './list-workspaces.ts'
import { prelogin } from './prelogin.ts'
import { readAccount } from './read-account.ts'
import { readRegistration } from './read-registration.ts'
import { readSession } from './read-session.ts'
import { renameDevice } from './rename-device.ts'
import { renewProof } from './renew-proof.ts'
import { revokeDevice } from './revoke-device.ts'
import { rotateKeys } from './rotate-keys.ts'
import { signIn } from './sign-in.ts'
import { signOut } from './sign-out.ts'
import { useRecoveryPhrase } from './use-recovery-phrase.ts'

export const accountOperations = [
  readRegistration,
  createAccount,
  prelogin,
  signIn,
  useRecoveryPhrase,
  readSession,
  renewProof,
  signOut,
  readAccount,
  changePassword,
  changeRecovery,
  rotateKeys,
  deleteAccount,
  listDevices,
  addDevice,
  renameDevice,
  revokeDevice,
  listWorkspaces,
  attachWorkspace,
  createSocketTicket,
  createDeviceTicket,
  useDeviceTicket,
  createRendezvous,
  joinRendezvous,
  sendMessage,
  waitForMessages,
  closeRendezvous,
  createInvitation,
  listInvitations,
  deleteInvitation,
]
