import { once } from 'node:events'
import http from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import express, { Router } from 'express'
import { createServer } from '../../../paste/run/create-server.ts'
import type { App } from '../../../paste/types.ts'

const express4 = createRequire(import.meta.url)('express4') as typeof express

/** Where a pipeline can stand: how it is put there, and under which prefix. */
export const hosts: Readonly<Record<string, { prefix: string; place(app: App): http.Server }>> = {
  'Express 5': { prefix: '', place: app => http.createServer(express().use(app).use(after)) },
  'Express 4': { prefix: '', place: app => http.createServer(express4().use(app).use(after)) },
  'plain http.createServer': {
    prefix: '',
    // A listener is called without `next`; the types of Express's and Node's messages differ only in what is there.
    place: app => http.createServer(app as unknown as http.RequestListener),
  },
  'our createServer': { prefix: '', place: app => createServer(app) },
  'a Router under a prefix': {
    prefix: '/mount/inner',
    place: app => http.createServer(express().use('/mount', Router().use('/inner', app)).use(after)),
  },
}

/** Answers what was passed on, where the host can have something after the pipeline. */
const after: App = (req, res, next) => {
  if (req.method === 'POST') res.end(`after ${req.baseUrl}|${req.url}`)
  else next()
}

/** Serves until the test is over; gives the URL under which the app stands. */
export async function serve(server: http.Server, prefix: string): Promise<{ url: string } & AsyncDisposable> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${prefix}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
