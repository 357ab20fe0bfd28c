import { Fault } from '../../errors.ts'
import { readIsoTime } from './iso-time.ts'

/** `in:a,b` apart into operator and operand; without an operator, and for a bare moment, it is `eq`. */
export function splitOperator(expression: string): readonly [operator: string, operand: string] {
  const colon = expression.indexOf(':')
  if (colon < 0 || readIsoTime(expression)) return ['eq', expression]
  return [expression.slice(0, colon), expression.slice(colon + 1)]
}

/** The items of a list. One that holds commas stands in double quotes, with `\"` for a quote. */
export function splitQuotedList(list: string): readonly string[] {
  checkQuotes(list)
  return [...list.matchAll(/"([^"\\]*(?:\\.[^"\\]*)*)",?|([^,]+),?|,/g)].map(
    ([, quoted, bare]) => quoted || bare || '',
  )
}

function checkQuotes(list: string): void {
  let open = false
  for (const { index } of list.matchAll(/(?<!\\)"/g)) {
    if (!open && index > 0 && list[index - 1] !== ',') {
      throw unquotable(list, 'There is no comma before opening quotation mark.')
    }
    if (open && index + 1 < list.length && list[index + 1] !== ',') {
      throw unquotable(list, 'There is no comma after closing quotation mark.')
    }
    open = !open
  }
  if (open) throw unquotable(list, 'The quote is not closed.')
}

function unquotable(list: string, reason: string): Fault {
  return new Fault('Invalid', `Invalid filter value ${list}. ${reason}`)
}
