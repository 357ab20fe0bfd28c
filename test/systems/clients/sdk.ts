import { join } from 'node:path'
import { install } from '../../support/apt.ts'
import { startExchange } from '../../support/exchange.ts'
import { startGlance } from '../../support/glance-api.ts'
import { startKeystone } from './keystone.ts'
import { logIn, threeStores } from './site.ts'

export type Fields = Readonly<Record<string, unknown>>

/** What a method has returned; as an argument of a later call it is that very object. */
export interface Result {
  readonly id: number
  readonly value: Fields
  /** The same, of a method that returns a list. */
  readonly rows: readonly Fields[]
}

/** Calls a method of a connection. An object at the end of the arguments holds the named ones. */
export type Sdk = (call: string, ...args: unknown[]) => Promise<Result>

export interface SdkSite {
  readonly url: string
  readonly folder: string
  as(who: string): Sdk
  stop(): Promise<void>
}

export async function startSdk(): Promise<SdkSite> {
  await install('python3-openstacksdk')
  const service = await startGlance({ extra: threeStores })
  const keystone = await startKeystone(service.url)
  const script = startExchange([join(import.meta.dirname, 'openstacksdk.py')], {
    ...logIn(keystone, 'nobody'),
    HOME: service.folder,
  })

  async function ask(who: string, call: string, given: readonly unknown[]): Promise<Result> {
    const last = given.at(-1)
    const named = isNamed(last) ? last : {}
    const args = (named === last ? given.slice(0, -1) : given).map(arg =>
      isResult(arg) ? { result: arg.id } : arg,
    )
    const answer = await script.ask<Answer>({ who, call, args, named })
    if (answer.error !== undefined) throw new Error(answer.error)
    return { id: answer.id, value: answer.value as Fields, rows: answer.value as readonly Fields[] }
  }

  return {
    url: service.url,
    folder: service.folder,
    as:
      who =>
      (call, ...args) =>
        ask(who, call, args),
    async stop() {
      await script.stop()
      await keystone.stop()
      await service.stop()
    },
  }
}

interface Answer {
  readonly id: number
  readonly value?: unknown
  readonly error?: string
}

const isResult = (arg: unknown): arg is Result => arg instanceof Object && 'rows' in arg

const isNamed = (arg: unknown): arg is Fields => arg instanceof Object && !isResult(arg)
