import type { IncomingMessage } from 'node:http'
import { defineFilter } from '../paste/options/define-filter.ts'
import { Fault } from '../src/errors.ts'
import { answerFault } from '../src/fault-answer.ts'
import { bodyOptions } from './settings/options.ts'
import { completeOptions, sectionOptions } from './settings/section-options.ts'

/** Refuses bodies of more bytes than `max_request_body_size`, those of images as well: at once where the length is told,
 * otherwise as soon as more has come. */
export const factory = defineFilter({
  ...sectionOptions(bodyOptions),
  async create(own, globals) {
    const { max_request_body_size: most } = await completeOptions(own, globals, bodyOptions)
    return (req, res, next) => {
      const length = req.headers['content-length']
      if (Number(length) > most) return answerFault(req, res, tooLarge(`max_request_body_size (${most})`))
      if (req.headers['transfer-encoding'] !== undefined) limit(req, most)
      return next()
    }
  },
})

function tooLarge(limit: string): Fault {
  return new Fault('TooLarge', `Request is too large. Larger than ${limit}.`)
}

/** Lets who reads the body read the fault instead of what is too much. The connection stays, so that the answer can be read. */
function limit(req: IncomingMessage, most: number): void {
  let received = 0
  const push = req.push.bind(req)
  req.push = (chunk, encoding) => {
    received += chunk?.length ?? 0
    if (received <= most) return push(chunk, encoding)
    req._destroy = (error, done) => done(req.listenerCount('error') > 0 ? error : null)
    req.destroy(tooLarge(String(most)))
    return true
  }
}
