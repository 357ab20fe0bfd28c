import { DatabaseError } from 'pg'

/** The server cannot be reached, or the connection to it broke; a wrong password or name is something else. */
export function isUnreachable(error: unknown): boolean {
  const { code = '', message } = error as Error & { code?: string }
  return (
    networkFaults.includes(code) ||
    code.startsWith(connectionException) ||
    code.startsWith(operatorIntervention) ||
    code === tooManyConnections ||
    /connection (terminated|timeout|error)/i.test(message)
  )
}

/** Two transactions were in each other's way, and this one gave in. */
export function isContended(error: unknown): boolean {
  return error instanceof DatabaseError && [deadlock, serializationFailure].includes(error.code ?? '')
}

export function isStillReferenced(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === foreignKeyViolation
}

const networkFaults = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOENT',
]

// Appendix A of PostgreSQL's manual.
const connectionException = '08'
const operatorIntervention = '57P'
const tooManyConnections = '53300'
const deadlock = '40P01'
const serializationFailure = '40001'
const foreignKeyViolation = '23503'
