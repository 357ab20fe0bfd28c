import { type Inspection, knownFormats } from './inspection.ts'
import type { Finding } from './inspector.ts'

export interface Expectation {
  readonly diskFormat: string | null
  /** Whether the data must be in that format. */
  readonly requireMatch: boolean
  /** Checks on partition tables that may fail. */
  readonly nonfatal: readonly string[]
}

export type Verdict =
  | { readonly accepted: true; readonly virtualSize: number | null; readonly warning?: string }
  | { readonly accepted: false; readonly reason: string }

const raw: Finding = { virtualSize: imageSize => imageSize, failures: [] }

/** Whether an image that has passed is what it was said to be, and safe. */
export function judge(inspection: Inspection, { diskFormat, requireMatch, nonfatal }: Expectation): Verdict {
  const findings = new Map(inspection.end())
  // Images that boot from disc and from disk alike.
  if (findings.size === 2 && findings.has('iso')) findings.delete('gpt')

  const mismatch = findMismatch(findings, diskFormat)
  if (mismatch && requireMatch) return { accepted: false, reason: mismatch }
  const unsafe = [...findings].some(([format, finding]) => isUnsafe(format, finding, nonfatal))
  if (unsafe) return { accepted: false, reason: 'Image failed safety checks' }
  if (mismatch) return { accepted: true, virtualSize: null, warning: mismatch }

  const [detected = 'raw'] = findings.keys()
  const finding = findings.get(detected) ?? raw
  if (diskFormat === detected)
    return { accepted: true, virtualSize: finding.virtualSize(inspection.size) || null }
  if (diskFormat !== 'raw') return { accepted: true, virtualSize: null }
  // Partitioned disks are raw, too.
  const warning =
    detected === 'raw' || detected === 'gpt' ? undefined : `the image claims to be raw but is ${detected}`
  return { accepted: true, virtualSize: inspection.size || null, warning }
}

function findMismatch(findings: ReadonlyMap<string, Finding>, diskFormat: string | null): string | undefined {
  if (findings.size > 1) return `Multiple formats detected: ${[...findings.keys()].join(',')}`
  const [detected = 'raw'] = findings.keys()
  if ([...findings.values()].some(finding => finding.incomplete))
    return 'Incomplete file cannot be safety checked'
  if (detected === diskFormat || diskFormat === 'raw') return undefined
  if (detected === 'raw' && !knownFormats.includes(diskFormat ?? '')) return undefined
  return `Image disk_format ${diskFormat} does not match stream data ${detected}`
}

function isUnsafe(format: string, { failures }: Finding, nonfatal: readonly string[]): boolean {
  return failures.some(failure => format !== 'gpt' || !nonfatal.includes(failure))
}
