import type { Server } from 'node:http'
import type { Request, Response } from 'express'

/** Calls what stands inwards. Inside a pipeline the result settles when everything inwards has answered,
 * passed the request on, or thrown. Given an error, it reports that error outwards and calls nothing. */
export type Next = (error?: unknown) => PromiseLike<void> | void

/** An Express app, router or handler. */
export type App = (req: Request, res: Response, next: Next) => unknown

/** An Express middleware. */
export type Filter = (req: Request, res: Response, next: Next) => unknown

/** A filter in the WSGI manner: takes the app inwards, gives the app to call instead. */
export type Wrap = (inner: App) => App

/** A server that listens. */
export interface RunningServer {
  readonly server: Server
  /** Stops listening; settles when the requests under way have been answered. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Serves an app; settles when the server listens, or fails as its address does (`EADDRINUSE` …). */
export type Serve = (app: App) => Promise<RunningServer>

/** Keys and values of a section, or of `[DEFAULT]`, after interpolation. */
export type Conf = Readonly<Record<string, string>>

/** What every factory is told about the file it is named in. */
export interface Globals {
  readonly conf: Conf
  /** Directory of the file, absolute. */
  readonly here: string
  /** The file itself, absolute. */
  readonly file: string
  /** The service that the program lends, or that the key opens; opened once per loaded app, closed with it. */
  borrow<T>(key: ServiceKey<T>): Promise<T>
  /** Imports the function that `MODULE:export` names, found as the factories of the file are. */
  import(name: string): Promise<unknown>
}

/** A service that factories borrow instead of importing it. */
export interface ServiceKey<T> {
  readonly name: string
  /** Opens the service where the program lends none. */
  readonly open?: (globals: Globals) => Eventually<T>
  /** Closes what `open` opened. What was lent stays its lender's. */
  readonly close?: (service: T) => Eventually<void>
}

/** What a composite factory builds its parts with. Names are sections of the same file, or URIs. */
export interface Loader {
  /** The flavor that the program asked for, for composites whose keys are flavors. */
  readonly flavor?: string
  app(name: string): Promise<App>
  filter(name: string): Promise<Wrap>
  server(name: string): Promise<Serve>
}

/** At once or later. */
export type Eventually<T> = T | PromiseLike<T>

/** `paste.app_factory` */
export type AppFactory = (globals: Globals, conf: Conf) => Eventually<App>
/** `paste.filter_factory` */
export type FilterFactory = (globals: Globals, conf: Conf) => Eventually<Filter>
/** `paste.filter_app_factory` */
export type FilterAppFactory = (inner: App, globals: Globals, conf: Conf) => Eventually<App>
/** `paste.composite_factory` */
export type CompositeFactory = (loader: Loader, globals: Globals, conf: Conf) => Eventually<App>
/** `paste.server_factory` */
export type ServerFactory = (globals: Globals, conf: Conf) => Eventually<Serve>
/** `paste.server_runner` */
export type ServerRunner = (app: App, globals: Globals, conf: Conf) => Eventually<RunningServer>
