import { type Check, parseTemplate } from './check.ts'

type Token = '(' | ')' | 'and' | 'or' | 'not' | { readonly check: string }

/** Reads a rule of oslo.policy's language. Throws `SyntaxError`, whose message tells the operator what is
 * wrong. */
export function parseRule(text: string): Check {
  if (text.trim() === '') return { kind: 'always' }
  const tokens = tokenize(text)
  const check = readOr(tokens)
  if (tokens.length > 0) throw new SyntaxError(`unexpected ${show(tokens[0])}`)
  return check
}

/** The older notation: a list of alternatives, each a check or a list of checks that must all hold. */
export function parseListRule(rule: readonly unknown[]): Check {
  if (rule.length === 0) return { kind: 'always' }
  const alternatives = rule
    .map(entry => (Array.isArray(entry) ? entry : [entry]))
    .filter(entry => entry.length > 0)
    .map(entry => join('and', entry.map(String).map(readCheck)))
  return alternatives.length === 0 ? { kind: 'never' } : join('or', alternatives)
}

function tokenize(text: string): Token[] {
  return text
    .split(/\s+/)
    .filter(word => word !== '')
    .flatMap(splitParentheses)
}

/** Parentheses count only at the edges of a word: those inside belong to `%(attribute)s`. */
function splitParentheses(word: string): Token[] {
  const opening = /^\(*/.exec(word)?.[0].length ?? 0
  const rest = word.slice(opening)
  const core = rest.replace(/\)+$/, '')
  const tokens: Token[] = new Array(opening).fill('(')
  if (core !== '') tokens.push(keyword(core) ?? { check: core })
  return tokens.concat(new Array(rest.length - core.length).fill(')'))
}

function keyword(word: string): 'and' | 'or' | 'not' | undefined {
  const lower = word.toLowerCase()
  return lower === 'and' || lower === 'or' || lower === 'not' ? lower : undefined
}

function readOr(tokens: Token[]): Check {
  const checks = [readAnd(tokens)]
  while (tokens[0] === 'or') {
    tokens.shift()
    checks.push(readAnd(tokens))
  }
  return join('or', checks)
}

function readAnd(tokens: Token[]): Check {
  const checks = [readNot(tokens)]
  while (tokens[0] === 'and') {
    tokens.shift()
    checks.push(readNot(tokens))
  }
  return join('and', checks)
}

function readNot(tokens: Token[]): Check {
  if (tokens[0] !== 'not') return readOperand(tokens)
  tokens.shift()
  return { kind: 'not', check: readNot(tokens) }
}

function readOperand(tokens: Token[]): Check {
  const token = tokens.shift()
  if (token === '(') {
    const check = readOr(tokens)
    const closing = tokens.shift()
    if (closing !== ')') throw new SyntaxError(`expected ")", found ${show(closing)}`)
    return check
  }
  if (typeof token !== 'object') throw new SyntaxError(`expected a check, found ${show(token)}`)
  return readCheck(token.check)
}

function readCheck(text: string): Check {
  if (text === '@') return { kind: 'always' }
  if (text === '!') return { kind: 'never' }
  const colon = text.indexOf(':')
  if (colon < 0) throw new SyntaxError(`"${text}" is no check: it has no ":"`)
  const kind = text.slice(0, colon)
  const match = text.slice(colon + 1)
  if (kind === 'rule') return { kind: 'rule', name: match }
  if (kind === 'role') return { kind: 'role', role: parseTemplate(match) }
  if (kind === 'http' || kind === 'https') {
    throw new SyntaxError(`"${text}": rules that ask a remote server are not supported`)
  }
  const literal = readLiteral(kind)
  if (literal !== undefined) return { kind: 'literal', literal, equals: parseTemplate(match) }
  return { kind: 'credential', path: kind, equals: parseTemplate(match) }
}

/** A quoted text, a number, or one of Python's constants. */
function readLiteral(text: string): string | undefined {
  const quoted = /^(['"])(.*)\1$/.exec(text)
  if (quoted) return quoted[2]
  return /^(True|False|None|-?\d+(\.\d+)?)$/.test(text) ? text : undefined
}

function join(kind: 'and' | 'or', checks: readonly Check[]): Check {
  const [only] = checks
  return only !== undefined && checks.length === 1 ? only : { kind, checks }
}

function show(token: Token | undefined): string {
  if (token === undefined) return 'the end of the rule'
  return `"${typeof token === 'object' ? token.check : token}"`
}
