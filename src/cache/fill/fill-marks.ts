import type { Stats } from 'node:fs'
import { type FileHandle, open, readdir, readlink, rename, stat, unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isRunning } from '../../process-mark.ts'
import { readTemporaryName, temporaryName, type Writer } from '../../stores/filesystem/temp-file.ts'
import { unlessMissing } from '../../unless-missing.ts'

/** A hidden file under `incomplete/`, open for as long as a process fills an image, or tries to. Its name says which process,
 * and then which file. Whoever cannot remove it any more, or the file, closes it all the same. */
export interface FillMark {
  readonly path: string
  readonly writer: Writer
  /** What it stands for, and its number among the open files of the process; absent while that only tries. */
  readonly bound: { readonly file: string; readonly fd: number } | undefined
}

export interface OwnMark {
  readonly path: string
  bind(file: FileHandle): Promise<void>
  /** How many bytes of the image other processes may read. */
  tell(bytes: number): Promise<void>
  /** Closes the mark, and removes it unless it is to stay. */
  end(how: { readonly stays: boolean }): Promise<void>
}

export async function leaveMark(incomplete: string, image: string): Promise<OwnMark> {
  let path = join(incomplete, await temporaryName(image))
  const mark = await open(path, 'wx')
  return {
    get path() {
      return path
    },
    async bind(file) {
      const bound = [path, identityOf(await file.stat()), mark.fd].join('~')
      await rename(path, bound)
      path = bound
    },
    tell: bytes => mark.truncate(bytes),
    async end({ stays }) {
      await mark.close().catch(() => undefined)
      if (!stays) await unlessMissing(unlink(path))
    },
  }
}

/** Tells a file from all others, also from a later one that got its number. */
export function identityOf({ ino, birthtimeMs }: Stats): string {
  return `${ino}-${birthtimeMs}`
}

export function readMark(incomplete: string, name: string): FillMark | undefined {
  const writer = readTemporaryName(name)
  const [, , , , , , file, fd] = name.split('~')
  const bound = file && fd ? { file, fd: Number(fd) } : undefined
  return writer && { path: join(incomplete, name), writer, bound }
}

export async function marksOf(incomplete: string, image: string): Promise<readonly FillMark[]> {
  const marks = (await readdir(incomplete)).map(name => readMark(incomplete, name))
  return marks.filter(mark => mark !== undefined).filter(({ writer }) => writer.image === image)
}

/** Undefined when the mark is gone. */
export async function bytesTold({ path }: FillMark): Promise<number | undefined> {
  return (await unlessMissing(stat(path)))?.size
}

const longestTrySeconds = 60

/** Whether the process that has left the mark is still at it. Undefined for one of another host: nobody here can know. */
export async function isInUse(mark: FillMark): Promise<boolean | undefined> {
  const running = await isRunning(mark.writer)
  if (!running) return running
  if (mark.bound) return isOpen(mark.path, mark.writer, mark.bound)
  // One that is gone may have been bound meanwhile.
  const { mtimeMs } = (await unlessMissing(stat(mark.path))) ?? { mtimeMs: Date.now() }
  return Math.abs(Date.now() - mtimeMs) < longestTrySeconds * 1000
}

/** Also when the system does not tell. */
async function isOpen(path: string, { pid }: Writer, { fd }: { readonly fd: number }): Promise<boolean> {
  if (process.platform !== 'linux') return true
  try {
    return basename(await readlink(`/proc/${pid}/fd/${fd}`)) === basename(path)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}
