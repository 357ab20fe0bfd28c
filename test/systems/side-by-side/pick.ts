import fc from 'fast-check'

/** One of these, the earlier the simpler. */
export const pick = <const T extends readonly unknown[]>(...values: T): fc.Arbitrary<T[number]> =>
  fc.constantFrom(...values)

/** One of `usual`, and now and then one of `odd`. */
export function mostly<T, U>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<U>, weight = 6): fc.Arbitrary<T | U> {
  return fc.oneof({ weight, arbitrary: usual as fc.Arbitrary<T | U> }, { weight: 1, arbitrary: odd })
}

type Members = Readonly<Record<string, fc.Arbitrary<unknown>>>

/** An object of some of these members, and of all that are named after them. */
export function sketch(members: Members, required: readonly string[] = []): fc.Arbitrary<object> {
  return fc.record({ ...members }, { requiredKeys: [...required] })
}

/** Now and then one of the members is replaced by one of the faulty values: one fault at a time, since which of several is
 * told is nobody's promise. */
export function spoil(
  sound: fc.Arbitrary<object>,
  faults: Readonly<Record<string, readonly unknown[]>>,
  weight = 3,
): fc.Arbitrary<object> {
  const fault = fc.constantFrom(
    ...Object.entries(faults).flatMap(([name, values]) => values.map(value => ({ [name]: value }))),
  )
  return fc.oneof(
    { weight, arbitrary: sound },
    { weight: 1, arbitrary: fc.tuple(sound, fault).map(([sound, fault]) => ({ ...sound, ...fault })) },
  )
}

/** A query string of up to three of these parameters. */
export function queryOf(parameters: string): fc.Arbitrary<string> {
  return fc
    .array(word(parameters), { maxLength: 3 })
    .map(chosen => (chosen.length > 0 ? `?${chosen.join('&')}` : ''))
}

/** One of the words of a text. */
export function word(text: string): fc.Arbitrary<string> {
  return fc.constantFrom(...text.trim().split(/\s+/))
}
