/** Imported first by every script that a person starts with whatever Node the machine has. */

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `Weft needs Node 20.19 or newer to start; this is Node ${process.versions.node}.\n` +
      'Nothing was changed. Install a current Node from https://nodejs.org and run the command again.\n',
  )
  process.exit(1)
}
