import { StoreError } from '../errors.ts'
import { addressesOf, isInternalAddress } from '../internal-address.ts'

/** Users may name a server of theirs, and that may name any other: none of them may lead the service to what only this machine
 * can reach, unless it was there already. */
export async function refuseInward(from: URL, to: URL): Promise<void> {
  if (from.hostname === to.hostname || !(await isInternal(to)) || (await isInternal(from))) return
  throw new StoreError('BadLocation', 'The HTTP URL redirects to an address that is not for users.')
}

async function isInternal({ hostname }: URL): Promise<boolean> {
  return (await addressesOf(hostname)).some(isInternalAddress)
}
