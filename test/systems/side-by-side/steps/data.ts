import fc from 'fast-check'
import { mostly, pick } from '../pick.ts'
import type { Step } from '../step.ts'
import { image, who } from './images.ts'

type Headers = Readonly<Record<string, string>>

const octets = { 'Content-Type': 'application/octet-stream' }

const oddUploads: readonly Headers[] = [
  {},
  { 'Content-Type': 'text/plain' },
  { 'Content-Type': 'application/octet-stream; x=y' },
  ...['3', '2', '-1', 'x', ''].map(size => ({ ...octets, 'X-Openstack-Image-Size': size })),
  ...['slow', 'nope', ''].map(store => ({ ...octets, 'X-Image-Meta-Store': store })),
]

const upload: fc.Arbitrary<Step> = fc
  .tuple(
    who,
    image,
    pick('file', 'file', 'file', 'stage'),
    pick('abc', '', 'a longer one', 'QFI\u0000'),
    mostly<Headers, Headers>(fc.constant(octets), pick(...oddUploads), 3),
  )
  .map(([who, image, where, text, headers]) => ({
    who,
    line: `PUT /v2/images/${image}/${where}`,
    headers,
    text,
  }))

const ranges = [
  ...[
    'bytes=0-1',
    'bytes=1-',
    'bytes=-2',
    'bytes=-0',
    'bytes=0-0',
    'bytes=2-9',
    'bytes=9-',
    'bytes=2-1',
    'bytes=-',
  ],
  ...['bytes=x', 'items=0-1', 'bytes=0-1,2-3', 'bytes 0-1', 'Bytes=0-1', 'bytes= 0-1', 'bytes=0-1 ', ''],
  'bytes=0-99999999999999999999',
]
const contentRanges = [
  ...[
    'bytes 0-1/*',
    'bytes 0-1/3',
    'bytes 0-9/3',
    'bytes */3',
    'bytes 0-1',
    'x',
    '',
    'bytes 1-1/*',
    'bytes 3-4/*',
  ],
]

const download: fc.Arbitrary<Step> = fc
  .tuple(
    who,
    image,
    fc.oneof<fc.Arbitrary<Headers>[]>(
      fc.constant({}),
      fc.constant({ 'If-None-Match': '*' }),
      pick(...ranges).map(Range => ({ Range })),
      pick(...contentRanges).map(range => ({ 'Content-Range': range })),
    ),
    pick('', '', '', '?prefer=slow', '?prefer=nope', '?prefer='),
  )
  .map(([who, image, headers, query]) => ({ who, line: `GET /v2/images/${image}/file${query}`, headers }))

export const dataStep: fc.Arbitrary<Step> = fc.oneof(upload, download)
