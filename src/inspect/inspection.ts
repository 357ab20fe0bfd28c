import { gpt, iso, luks, vdi } from './disks.ts'
import type { Finding, Inspector } from './inspector.ts'
import { qcow2, qed } from './qcow2.ts'
import { vhd, vhdx } from './virtual-pc.ts'
import { vmdk } from './vmdk.ts'
import { Watch } from './watch.ts'

const inspectors: Readonly<Record<string, Inspector>> = { qcow2, vhd, vhdx, vmdk, vdi, qed, iso, gpt, luks }

/** Formats that can be told from their data; raw is what is none of the others. */
export const knownFormats: readonly string[] = ['raw', ...Object.keys(inspectors)]

/** All inspectors side by side, while an image passes. */
export class Inspection {
  /** Bytes that have passed. */
  size = 0

  readonly #watches = Object.entries(inspectors).map(([format, inspector]) => ({
    format,
    watch: new Watch(inspector),
  }))
  #undecided = this.#watches

  see(chunk: Uint8Array): void {
    if (this.#undecided.length > 0) {
      for (const { watch } of this.#undecided) watch.see(chunk, this.size)
      this.#undecided = this.#undecided.filter(({ watch }) => !watch.done)
    }
    this.size += chunk.length
  }

  /** The image has ended: gives what each inspector found that recognised it. */
  end(): ReadonlyMap<string, Finding> {
    for (const { watch } of this.#undecided) watch.end()
    this.#undecided = []
    const findings = this.#watches.map(({ format, watch }) => [format, watch.finding] as const)
    return new Map(findings.filter((entry): entry is readonly [string, Finding] => entry[1] !== undefined))
  }
}
