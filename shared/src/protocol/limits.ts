/** Every bound of the wire, each with the attack or the fault it stops. Both sides hold them. */

const kibi = 1024
const mebi = kibi * kibi

/**
 * A sync frame above this is never sent on the socket; the side that would send it answers `use-bulk` (F5). One
 * frame of many megabytes would hold up every other room of the socket.
 */
export const maxSyncFrameBytes = 512 * kibi

/** The largest message on the socket, and its `maxPayload`: above a sync frame and its header, far below a flood. */
export const maxMessageBytes = maxSyncFrameBytes + 64 * kibi

/** Awareness is relayed to everybody in the room: a large state times many members is an amplifier. */
export const maxAwarenessBytes = 4 * kibi

/** Live tokens and presence are relayed as they come; longer texts come in several frames. */
export const maxEphemeralBytes = 64 * kibi

/** A state vector is about six bytes for each session that ever wrote; a join that needs more goes by /sync. */
export const maxStateVectorBytes = 64 * kibi

/** A ticket is short; before it is checked a stranger is talking. */
export const maxTicketBytes = 256

/** Reasons are for people who read logs. */
export const maxReasonBytes = 256

/** A device announces what it wrote itself since it last synced; a longer list would be reserving other people's ids. */
export const maxAnnouncedIds = 1024

/** Frames of a join that wait for their commit; a client that sends on without waiting fills the server's memory. */
export const maxUnanswered = 1024

/** Each join costs the server a subscription, whether anybody writes or not. */
export const maxRoomsPerSocket = 200

/** A socket that has not said hello is a stranger's and costs memory. */
export const helloWithinMilliseconds = 5_000

/** y-websocket closes itself after 30 seconds of silence; a no-op this often keeps an idle room. */
export const noOpEveryMilliseconds = 10_000

/** A connection that died without a word is found after two of these; a proxy keeps a silent one for a minute. */
export const pingEveryMilliseconds = 25_000

/** A socket outlives what its session may do in a workspace, which is asked again this often. */
export const accessAgainMilliseconds = 5 * 60_000

/**
 * Bytes that a socket was sent and has not taken. Above it a slow reader is not read from either, and what may be lost
 * is not sent to it; or it would make the server hold whatever it asks for.
 */
export const maxBufferedBytes = mebi

/** Above this it is closed: rows it misses come by /sync. */
export const maxBufferedBytesAtAll = 8 * mebi

/**
 * Frames that are relayed and not stored: they cost their sender nothing, and each member of the room a message. What is
 * more is dropped, as it may be; a burst is the first seconds of several answers at once.
 */
export const relayedFramesPerSecond = 50
export const relayedFramesBurst = 200

/** Sockets of one network that have not said hello: a stranger's only cost is memory of ours. */
export const maxStrangersPerNetwork = 50

/** A device needs one, a stock client one for each room; each costs memory and a place in every relay. */
export const maxSocketsPerAccount = 200

/** One update, snapshot or push of POST /sync: what a decoder may have to buffer. */
export const maxBulkItemBytes = 64 * mebi

/** Items that carry no update; a bound on them keeps a stranger from making a decoder buffer before he is known. */
export const maxBulkControlBytes = 64 * kibi

/** All bytes of one POST /sync in one direction; what is more comes in the next one. */
export const maxBulkStreamBytes = 512 * mebi

/** Ranges of rooms that a device has already received of an unfinished sync (B6); each costs the server a condition. */
export const maxDoneRanges = 16

/**
 * Sections of different client ids in one update. Yjs' queue of structs that wait is quadratic in them: 50,000
 * sections fit in one frame and would hold a worker for half a minute. Weft founds a successor room at about 2,000.
 */
export const maxClientsPerUpdate = 4_096

/**
 * Structs in an update that came in a frame. Yjs walks all earlier values of a key for each new one that names none of
 * them: 50,000 such structs are 400 KB and take it 26 seconds. An honest struct is a sealed value of some 60 bytes.
 */
export const maxStructsPerFrame = 8_192

/** The same for /sync, where a whole room of 64 MiB may come; what it costs to apply is the watchdog's to bound (U9). */
export const maxStructsPerItem = 1_048_576

/** Yjs looks a root type's name up by walking all of them, for every struct it encodes. Weft has three. */
export const maxRootTypes = 16

/** Values that nest deeper overflow the stack of Yjs' readers and writers, which recurse. */
export const maxNesting = 64

/** Texts as keys of a flat room: ids and short codes. Longer ones would carry text past the seals. */
export const maxKeyBytes = 128

/**
 * How far one update may move a client's clock beyond what its own bytes account for. Only runs of GC and deleted
 * structs are shorter than their clocks; a forged run of 2^52 would make every later write of its victim "known".
 */
export const clockJumpBudget = 50_000

/** A sealed blob. An upload without an end would hold a quota and a database for itself; a piece's index has an end too. */
export const maxBlobBytes = 1024 * mebi

/** What one request may add to an upload: it holds a place among the few that may send at once. */
export const maxBlobAppendBytes = 16 * mebi

/** Ids in one question about blobs; each is a look into an index. */
export const maxBlobIds = 500

/**
 * A piece that has not come, or was not taken, in this time ends its request: 13 KB/s. Whoever sends or reads a byte
 * now and then would hold one of the few places for ever.
 */
export const blobPieceWithinMilliseconds = 20_000

/** The least that a blob counts in the quota: a flood of empty ones fills the tables, not the sum of their bytes. */
export const leastBlobCharge = 4 * kibi

/**
 * Above the quota of rows, for what makes room again (Q3): some thousand deletions. Whoever fills it with something else
 * has that much more.
 */
export const quotaReserveBytes = mebi

/** What may use it is small: a deletion is a few hundred bytes. */
export const reservedUpdateBytes = 16 * kibi

/** How long a blob stays after it was marked: as long as a message in the trash may be taken back. */
export const markedBlobKeptMilliseconds = 30 * 24 * 3_600_000

/** An upload that nobody went on with; it counts in the quota and is worth nothing. */
export const unfinishedUploadKeptMilliseconds = 24 * 3_600_000
