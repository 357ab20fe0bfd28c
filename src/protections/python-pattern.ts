/** Reads a regular expression in Python's notation. Throws `SyntaxError` for what is none, and for what JavaScript has no
 * match for: possessive quantifiers, atomic groups, conditions. */
export function readPythonPattern(pattern: string): RegExp {
  const { letters, rest } = takeFlags(pattern)
  const dot = letters.includes('s') ? '[\\s\\S]' : '[^\\n]'
  let source = ''
  for (let at = 0; at < rest.length; ) {
    const { text, length } = translate(rest.slice(at), dot)
    source += text
    at += length
  }
  return new RegExp(source, `u${letters.replace('s', '')}`)
}

interface Piece {
  readonly text: string
  /** Characters of the pattern that it stands for. */
  readonly length: number
}

/** Those that hold for the whole pattern may stand at its beginning only. */
function takeFlags(pattern: string): { letters: string; rest: string } {
  const [all = '', letters = ''] = /^\(\?([ims]*)u?([ims]*)\)/.exec(pattern) ?? []
  return { letters: [...new Set(letters)].join(''), rest: pattern.slice(all.length) }
}

function translate(rest: string, dot: string): Piece {
  switch (rest[0]) {
    case '\\':
      return { text: readEscape(rest[1], outside), length: 2 }
    case '[':
      return translateSet(rest)
    case '(':
      return translateOpening(rest)
    case '{':
      return translateBrace(rest)
    case '.':
      return { text: dot, length: 1 }
    case '$':
      return { text: '(?=\\n?(?![\\s\\S]))', length: 1 }
    case ']':
    case '}':
      return { text: `\\${rest[0]}`, length: 1 }
  }
  return { text: rest.charAt(0), length: 1 }
}

const word = '_\\p{L}\\p{N}'

/** What letters after a backslash mean, where Python means more than ASCII, or JavaScript something else. */
const inSet: Readonly<Record<string, string>> = {
  a: '\\x07',
  d: '\\p{Nd}',
  w: word,
  b: '\\x08',
}
const outside: Readonly<Record<string, string>> = {
  ...inSet,
  D: '\\P{Nd}',
  w: `[${word}]`,
  W: `[^${word}]`,
  b: `(?:(?<![${word}])(?=[${word}])|(?<=[${word}])(?![${word}]))`,
  B: `(?:(?<![${word}])(?![${word}])|(?<=[${word}])(?=[${word}]))`,
  A: '(?<![\\s\\S])',
  Z: '(?![\\s\\S])',
}

function readEscape(letter: string | undefined, meanings: Readonly<Record<string, string>>): string {
  if (letter === undefined) throw new SyntaxError('bad escape at the end')
  const meaning = Object.hasOwn(meanings, letter) ? meanings[letter] : undefined
  if (meaning !== undefined) return meaning
  if (/[fnrstvxuS0-9]/.test(letter)) return `\\${letter}`
  if (/[a-zA-Z]/.test(letter)) throw new SyntaxError(`bad escape \\${letter}`)
  return /[\^$\\.*+?()[\]{}|/-]/.test(letter) && (letter !== '-' || meanings === inSet)
    ? `\\${letter}`
    : letter
}

/** `[…]`, in which a bracket may stand first and means itself. */
function translateSet(rest: string): Piece {
  let text = rest.startsWith('[^') ? '[^' : '['
  let at = text.length
  for (const first = at; at < rest.length; at++) {
    const letter = rest.charAt(at)
    if (letter === ']' && at > first) return { text: `${text}]`, length: at + 1 }
    if (letter === '\\') text += readEscape(rest[++at], inSet)
    else text += letter === ']' || letter === '[' ? `\\${letter}` : letter
  }
  throw new SyntaxError('unterminated character set')
}

function translateOpening(rest: string): Piece {
  const [comment = ''] = /^\(\?#[^)]*\)/.exec(rest) ?? []
  if (comment) return { text: '', length: comment.length }
  const [earlier = '', name = ''] = /^\(\?P=(\w+)\)/.exec(rest) ?? []
  if (earlier) return { text: `\\k<${name}>`, length: earlier.length }
  return rest.startsWith('(?P<') ? { text: '(?<', length: 4 } : { text: '(', length: 1 }
}

/** A brace that begins no repetition means itself. */
function translateBrace(rest: string): Piece {
  const [all = '', least = '', comma = '', most = ''] = /^\{(\d*)(,?)(\d*)\}/.exec(rest) ?? []
  if (all === '' || all === '{}') return { text: '\\{', length: 1 }
  return { text: `{${least || 0}${comma}${most}}`, length: all.length }
}
