/** pino's numbers, under the names that Python prints; `python` is Python's number. */
const levels = [
  { label: 'trace', pino: 10, name: 'DEBUG', python: 5 },
  { label: 'debug', pino: 20, name: 'DEBUG', python: 10 },
  { label: 'info', pino: 30, name: 'INFO', python: 20 },
  { label: 'warn', pino: 40, name: 'WARNING', python: 30 },
  { label: 'error', pino: 50, name: 'ERROR', python: 40 },
  { label: 'fatal', pino: 60, name: 'CRITICAL', python: 50 },
] as const

export type LevelLabel = (typeof levels)[number]['label']

const numbersByName: Readonly<Record<string, number>> = {
  NOTSET: 10,
  TRACE: 10,
  DEBUG: 20,
  INFO: 30,
  AUDIT: 30,
  WARN: 40,
  WARNING: 40,
  ERROR: 50,
  CRITICAL: 60,
  FATAL: 60,
}

/** pino's number for a level of Python's logging, given by name or number. */
export function readLevel(text: string): number | undefined {
  const python = Number(text)
  if (text.trim() !== '' && Number.isFinite(python)) {
    return (levels.find(level => level.python >= python) ?? levels[5]).pino
  }
  return numbersByName[text.trim().toUpperCase()]
}

export function levelName(number: number): string {
  return levelAt(number).name
}

export function pythonLevel(number: number): number {
  return levelAt(number).python
}

export function levelLabel(number: number): LevelLabel {
  return levelAt(number).label
}

function levelAt(number: number): (typeof levels)[number] {
  return levels.findLast(level => level.pino <= number) ?? levels[0]
}
