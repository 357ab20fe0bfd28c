import type { StoreDriver } from '../driver.ts'

/** The driver's own methods, no more and no fewer, as functions that can be taken out and put elsewhere. */
export function bound(driver: StoreDriver): StoreDriver {
  const { schemes, properties, canSeek, owns, add, delete: remove, reclaim, discard } = driver
  return {
    schemes,
    properties,
    canSeek,
    open: driver.open.bind(driver),
    read: driver.read.bind(driver),
    size: driver.size.bind(driver),
    close: driver.close.bind(driver),
    ...(owns && { owns: owns.bind(driver) }),
    ...(add && { add: add.bind(driver) }),
    ...(remove && { delete: remove.bind(driver) }),
    ...(reclaim && { reclaim: reclaim.bind(driver) }),
    ...(discard && { discard: discard.bind(driver) }),
  }
}
