import type { IncomingHttpHeaders } from 'node:http'
import { Fault } from '../../errors.ts'
import type { Range } from '../../stores/driver.ts'

/** The part of an image of `size` bytes that the request wants: of `Range`, or of `Content-Range`, which older clients
 * send. Throws `RangeNotSatisfiable`. */
export function readRange(headers: IncomingHttpHeaders, size: number): Required<Range> | undefined {
  if (headers.range !== undefined) return byRange(headers.range, size)
  if (headers['content-range'] !== undefined) return byContentRange(headers['content-range'], size)
  return undefined
}

function byRange(header: string, size: number): Required<Range> | undefined {
  if (header.includes(',')) {
    throw new Fault(
      'Invalid',
      'Requests with multiple ranges are not supported in Glance. You may make multiple single-range requests instead.',
    )
  }
  const [, first = '', last = ''] = /^bytes *= *(\d*) *- *(\d*)/i.exec(header) ?? []
  if (!first && !last) throw new Fault('RangeNotSatisfiable', 'Invalid Range header.')
  if (!first) return suffix(Number(last), size)
  const start = Number(first)
  const end = last ? Number(last) + 1 : size
  if (last && start >= end) throw new Fault('RangeNotSatisfiable', 'Invalid Range header.')
  refuseStart('Range', start, size)
  return { start, end: Math.min(end, size) }
}

/** Of an empty image there is no part, only the whole. */
function suffix(length: number, size: number): Required<Range> | undefined {
  if (size === 0) return undefined
  const start = length === 0 ? 0 : Math.max(0, size - length)
  return { start, end: size }
}

function byContentRange(header: string, size: number): Required<Range> {
  const [, first, last, total] = /^bytes (?:(\d+)-(\d+)|\*)\/(?:(\d+)|\*)/.exec(header) ?? []
  const start = Number(first)
  const end = Number(last) + 1
  if (first === undefined || start >= end || (total !== undefined && end > Number(total))) {
    throw new Fault('RangeNotSatisfiable', 'Invalid Content-Range header.')
  }
  if (total === undefined && end > size) {
    throw new Fault(
      'RangeNotSatisfiable',
      `Invalid stop position in Content-Range header. The stop position MUST be in the inclusive range [0, ${size - 1}].`,
    )
  }
  refuseStart('Content-Range', start, size)
  return { start, end: Math.min(end, size) }
}

function refuseStart(header: 'Range' | 'Content-Range', start: number, size: number): void {
  if (start < size) return
  throw new Fault(
    'RangeNotSatisfiable',
    `Invalid start position in ${header} header. Start position MUST be in the inclusive range [0, ${size - 1}].`,
  )
}
