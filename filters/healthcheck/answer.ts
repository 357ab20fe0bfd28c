import { hostname } from 'node:os'
import type { Request, Response } from 'express'
import type { HealthResult } from './checks.ts'

/** Tells the results in the form that the client prefers, plain text where it does not say. */
export function answerHealth(
  req: Request,
  res: Response,
  results: readonly HealthResult[],
  detailed: boolean,
): void {
  const healthy = results.every(result => result.available)
  if (req.method === 'HEAD') {
    res.writeHead(healthy ? 204 : 503, { 'Content-Type': 'text/plain; charset=UTF-8' }).end()
    return
  }
  const type = req.accepts(['text/plain', 'text/html', 'application/json']) || 'text/plain'
  const body = forms[type]?.(results, detailed) ?? ''
  res.writeHead(healthy ? 200 : 503, {
    'Content-Type': type === 'application/json' ? type : `${type}; charset=UTF-8`,
    'Content-Length': Buffer.byteLength(body),
  })
  res.end(body)
}

const forms: Readonly<Record<string, (results: readonly HealthResult[], detailed: boolean) => string>> = {
  'text/plain': results => results.map(({ reason }) => reason).join('\n'),
  'application/json': (results, detailed) =>
    JSON.stringify(detailed ? detailedJson(results) : briefJson(results), undefined, 4),
  'text/html': (results, detailed) =>
    [
      '<HTML>',
      '<HEAD><TITLE>Healthcheck Status</TITLE></HEAD>',
      '<BODY>',
      ...(detailed ? serverStatus() : []),
      `<H2>Result of ${results.length} checks:</H2>`,
      '<TABLE bgcolor="#ffffff" border="1">',
      '<TBODY>',
      row('TH', detailed ? ['Kind', 'Reason', 'Details'] : ['Reason']),
      ...results.map(({ reason, details }) => row('TD', detailed ? [kind, reason, details] : [reason])),
      '</TBODY>',
      '</TABLE>',
      '<HR></HR>',
      '</BODY>',
      '</HTML>',
    ].join('\n'),
}

/** The name by which existing monitors know a result. */
const kind = 'HealthcheckResult'

function briefJson(results: readonly HealthResult[]) {
  return { detailed: false, reasons: results.map(({ reason }) => reason) }
}

function detailedJson(results: readonly HealthResult[]) {
  return {
    detailed: true,
    memory: process.memoryUsage(),
    node_version: process.version,
    now: now(),
    platform: platform(),
    reasons: results.map(({ reason, details }) => ({ class: kind, details, reason })),
  }
}

function serverStatus(): readonly string[] {
  const facts = [
    ['Server hostname', hostname()],
    ['Current time', now()],
    ['Node version', process.version],
    ['Platform', platform()],
  ]
  const lines = facts.map(([name, value = '']) => `<B>${name}:</B><PRE>${escapeHtml(value)}</PRE>`)
  return ['<H1>Server status</H1>', ...lines, '<HR></HR>']
}

function row(cell: 'TH' | 'TD', texts: readonly string[]): string {
  return ['<TR>', ...texts.map(text => `<${cell}>${escapeHtml(text)}</${cell}>`), '</TR>'].join('\n')
}

function now(): string {
  return new Date().toISOString().replace('T', ' ').replace('Z', '')
}

function platform(): string {
  return `${process.platform}-${process.arch}`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
