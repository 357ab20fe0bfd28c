/** How a part of the pipeline came out of a request. */
export type Ending = 'pending' | 'answered' | 'passed' | 'failed'

/** Who waits for the end of something without looking at how it ended. */
export interface Waiting {
  hold(): void
  release(): void
}

/**
 * What `next()` returns: settles when everything inwards has answered, passed the request on, or thrown.
 * Until somebody looks at it (`then`, `await`) it does nothing and costs one object.
 */
export abstract class Inwards implements PromiseLike<undefined>, Waiting {
  protected ending: Ending = 'pending'
  protected value: unknown = undefined
  /** Somebody looks at the result, and so answers for its errors. */
  protected watched = false
  private waiting: PromiseWithResolvers<undefined> | undefined = undefined

  /** From now on it matters when the answer is complete, too. */
  abstract observe(): void
  /** Something that this waits for begins, or has come to its end. */
  abstract hold(): void
  abstract release(): void
  abstract fail(error: unknown): void
  /** A handler has returned this: whether its turn, which looks at nothing, is to wait for it. */
  abstract holds(turn: Waiting): boolean

  // biome-ignore lint/suspicious/noThenProperty: being awaited is what it is for
  then<A = undefined, B = never>(
    onDone?: ((value: undefined) => A | PromiseLike<A>) | null,
    onFailed?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Followed<A | B> {
    this.watched = true
    this.observe()
    return new Followed(this, this.promise().then(onDone, onFailed))
  }

  catch<B = never>(onFailed?: ((error: unknown) => B | PromiseLike<B>) | null): Followed<B | undefined> {
    return this.then(undefined, onFailed)
  }

  finally(always?: (() => void) | null): Followed<undefined> {
    this.watched = true
    this.observe()
    return new Followed(this, this.promise().finally(always))
  }

  protected end(ending: Ending, value: unknown): void {
    this.ending = ending
    this.value = value
    if (this.waiting === undefined) return
    if (ending === 'failed') this.waiting.reject(value)
    else this.waiting.resolve(undefined)
  }

  private promise(): Promise<undefined> {
    if (this.ending === 'failed') return Promise.reject(this.value)
    if (this.ending !== 'pending') return Promise.resolve(undefined)
    this.waiting ??= Promise.withResolvers<undefined>()
    return this.waiting.promise
  }
}

/** A step of a chain `next().then(…).then(…)`. A failure that its last step leaves over is the filter's own. */
class Followed<T> implements PromiseLike<T> {
  private readonly owner: Inwards
  private readonly promise: Promise<T>
  private followed = false

  constructor(owner: Inwards, promise: Promise<T>) {
    this.owner = owner
    this.promise = promise
    owner.hold()
    promise.then(
      () => owner.release(),
      error =>
        afterMicrotasks(() => {
          if (!this.followed) owner.fail(error)
          owner.release()
        }),
    )
  }

  // biome-ignore lint/suspicious/noThenProperty: being awaited is what it is for
  then<A = T, B = never>(
    onDone?: ((value: T) => A | PromiseLike<A>) | null,
    onFailed?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Followed<A | B> {
    this.followed = true
    return new Followed(this.owner, this.promise.then(onDone, onFailed))
  }

  catch<B = never>(onFailed?: ((error: unknown) => B | PromiseLike<B>) | null): Followed<T | B> {
    return this.then(undefined, onFailed)
  }

  finally(always?: (() => void) | null): Followed<T> {
    this.followed = true
    return new Followed(this.owner, this.promise.finally(always))
  }
}

/** `await` looks at a thenable in a microtask only, and code in between may take a few more: the moment at
 * which Node, too, decides that nobody handles a rejection. */
export function afterMicrotasks(decide: () => void): void {
  queueMicrotask(() => process.nextTick(decide))
}
