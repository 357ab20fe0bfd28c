import type { FileHandle } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Digests, Hashing } from '../../stores/digests.ts'
import type { Bytes } from '../../stores/driver.ts'
import { recycleAfterBoth } from '../../stores/recycle.ts'
import type { KnownImage } from '../cache.ts'
import { asCacheFault, CacheFault, CorruptImage } from '../faults.ts'
import { HeldFile, type Hold } from '../held-file.ts'
import { Batch } from './batch.ts'
import { Changes } from './changes.ts'
import { type Checksum, startChecksum } from './checksum.ts'

/** The last bytes go out after the checksum was right only, so that a client notices when it was not. */
const heldBackBytes = 64 * 1024
const millisecondsBetweenLooks = 200

/** An image on its way from the store into a file, read by any number of readers while it grows. */
export class Fill {
  readonly image: KnownImage
  readonly #file: HeldFile
  readonly #own: Hold | undefined
  readonly #isFollowed: () => Promise<boolean>
  readonly #stop = new AbortController()
  readonly #changes = new Changes()
  readonly #batch = new Batch()
  #filled = 0
  #outcome: { readonly error?: unknown } | undefined
  #isDiscarded = false
  #followers = 0
  #isEnding = false
  #recycle: ((chunk: Uint8Array) => void) | undefined

  /** `isFollowed` tells whether other processes read what comes in. */
  constructor(image: KnownImage, handle: FileHandle, isFollowed = async () => false) {
    this.image = image
    this.#isFollowed = isFollowed
    this.#file = new HeldFile(handle)
    this.#own = this.#file.hold()
  }

  /** Aborts when nobody reads any more, here or in other processes. */
  get signal(): AbortSignal {
    return this.#stop.signal
  }

  /** Bytes from the beginning that stand in the file. */
  get filled(): number {
    return this.#filled
  }

  /** Writes what the store sends, and checks it. Rejects with what went wrong, as every reader will. */
  async run(data: Bytes, hashing: Hashing): Promise<void> {
    let checksum: Checksum | undefined
    try {
      const recycle = recycleAfterBoth(data)
      checksum = startChecksum(this.image, hashing, recycle)
      if (checksum) this.#recycle = recycle
      for await (const chunk of data) await this.#take(chunk, checksum?.digests)
      await this.#flush()
      await this.#verify(checksum)
      this.#settle({})
    } catch (caught) {
      const error = this.signal.aborted ? this.signal.reason : caught
      checksum?.digests.abort()
      this.#settle({ error })
      throw error
    }
  }

  /** What comes in is for its readers only. */
  discard(): void {
    this.#isDiscarded = true
  }

  get isDiscarded(): boolean {
    return this.#isDiscarded
  }

  /** Whether no more will come. */
  get hasFailed(): boolean {
    return this.#outcome?.error !== undefined
  }

  /** Sends its readers elsewhere. */
  stop(reason: string): void {
    if (!this.#outcome) this.#stop.abort(new CacheFault(reason))
  }

  /** Lets go of the file; it is closed when no reader uses it either. */
  async release(): Promise<void> {
    await this.#own?.release()
  }

  async finishFile(): Promise<void> {
    const { handle } = this.#file
    await handle.truncate(this.image.size)
    await handle.datasync()
  }

  /** Settles when everything has come in and was right; rejects with what went wrong. */
  async settled(): Promise<void> {
    while (!this.#outcome) await this.#changes.next()
    if (this.#outcome.error) throw this.#outcome.error
  }

  /** Counts a reader until the result is called. */
  join(): () => void {
    this.#followers++
    let isIn = true
    return () => {
      if (isIn && --this.#followers === 0) void this.#endUnlessFollowed()
      isIn = false
    }
  }

  /** The file for one reader more; undefined when it is closed. */
  borrowFile(): Hold | undefined {
    return this.#file.hold()
  }

  /** How much of the image may go out, as soon as that is more than up to `position`. Rejects when no more will. */
  async readableBeyond(position: number, signal: AbortSignal): Promise<number> {
    for (;;) {
      signal.throwIfAborted()
      const readable = this.#readable()
      if (readable > position) return readable
      if (this.#outcome?.error) throw this.#outcome.error
      await this.#changes.next(signal)
    }
  }

  /** Without a reader here it goes on for as long as other processes read it. */
  async #endUnlessFollowed(): Promise<void> {
    if (this.#isEnding) return
    this.#isEnding = true
    while (this.#followers === 0 && !this.#outcome) {
      const isOver = !(await this.#isFollowed())
      if (isOver && this.#followers === 0) this.stop('nobody reads it')
      if (isOver) break
      await sleep(millisecondsBetweenLooks, undefined, { ref: false })
    }
    this.#isEnding = false
  }

  async #take(chunk: Uint8Array, digests: Digests | undefined): Promise<void> {
    this.signal.throwIfAborted()
    const taken = digests?.update(chunk)
    if (taken) await asCacheFault(taken)
    const isDue = this.#batch.add(chunk)
    if (this.#filled + this.#batch.bytes > this.image.size)
      throw this.#corrupt('is longer than its record says')
    if (isDue) await this.#flush()
  }

  async #flush(): Promise<void> {
    const chunks = await this.#batch.write(this.#file.handle, this.#filled, bytes => {
      this.#filled += bytes
      this.#changes.tell()
    })
    for (const chunk of chunks) this.#recycle?.(chunk)
  }

  async #verify(checksum: Checksum | undefined): Promise<void> {
    const { size } = this.image
    if (this.#filled !== size) throw this.#corrupt(`has ${this.#filled} bytes where its record says ${size}`)
    if (!checksum) return
    const { algorithm, value, digests } = checksum
    const sum = (await asCacheFault(digests.finish()))[algorithm]
    if (sum !== value) throw this.#corrupt(`has the checksum ${sum}, not ${value}`)
  }

  #corrupt(what: string): CorruptImage {
    return new CorruptImage(`what the store sent for image ${this.image.id} ${what}`)
  }

  #settle(outcome: { readonly error?: unknown }): void {
    this.#outcome ??= outcome
    this.#changes.tell()
  }

  #readable(): number {
    const { size } = this.image
    return this.#outcome && !this.#outcome.error ? size : Math.min(this.#filled, size - heldBackBytes)
  }
}
