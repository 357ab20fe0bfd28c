import type { Response } from 'express'

type Method = (...args: unknown[]) => unknown

const methods = ['writeHead', 'flushHeaders', 'write', 'end'] as const

/**
 * Looks at the status of an answer before its first byte leaves. Where it is `unwanted`, the answer is swallowed;
 * at its end the response becomes what it was, and `swallowed` is called. Gives a function that ends the watch.
 */
export function interceptAnswer(
  res: Response,
  unwanted: (status: number) => boolean,
  swallowed: () => void,
): () => void {
  // Node's methods are heavily overloaded; here their arguments only pass through.
  const methodsOfRes = res as unknown as Record<(typeof methods)[number], Method>
  const { statusCode } = res
  const headers = res.getHeaders()
  const theirs = Object.fromEntries(methods.map(name => [name, methodsOfRes[name]]))
  const ours = Object.fromEntries(methods.map(name => [name, intercept(name)]))
  let verdict: 'wanted' | 'unwanted' | undefined
  Object.assign(res, ours)
  return release

  function intercept(name: (typeof methods)[number]): Method {
    return (...args) => {
      if (name === 'writeHead' && verdict === undefined) res.statusCode = Number(args[0])
      verdict ??= unwanted(res.statusCode) ? 'unwanted' : 'wanted'
      if (verdict === 'unwanted') return swallow(name, args)
      release()
      return theirs[name]?.apply(res, args)
    }
  }

  function swallow(name: string, args: unknown[]): unknown {
    const callback = args.at(-1)
    if (typeof callback === 'function') process.nextTick(callback as () => void)
    if (name === 'end') {
      restore()
      swallowed()
    }
    return name === 'write' ? true : res
  }

  /** A method that the app itself has put on top stays, and calls through. */
  function release(): void {
    verdict ??= 'wanted'
    for (const name of methods) {
      if (methodsOfRes[name] === ours[name] && theirs[name]) methodsOfRes[name] = theirs[name]
    }
  }

  function restore(): void {
    Object.assign(res, theirs, { statusCode })
    for (const name of res.getHeaderNames()) res.removeHeader(name)
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) res.setHeader(name, value)
    }
  }
}
