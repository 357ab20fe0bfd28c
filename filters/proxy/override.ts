import type { Request } from 'express'

/** A scheme other than those of the web is not believed. */
export function overrideScheme(req: Request, scheme: string | undefined): void {
  if (scheme && /^https?$/i.test(scheme)) override(req, 'protocol', scheme.toLowerCase())
}

export function overrideAddress(req: Request, address: string | undefined): void {
  if (address) override(req, 'ip', address)
}

/** Express derives these from the socket, by getters. */
function override(req: Request, name: 'protocol' | 'ip', value: string): void {
  Object.defineProperty(req, name, { value, configurable: true, enumerable: true })
}
