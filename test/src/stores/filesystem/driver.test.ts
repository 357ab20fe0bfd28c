import { storeContract } from '../../../contracts/store.ts'
import { filesystemUnderTest } from './under-test.ts'

storeContract('the filesystem driver', () => filesystemUnderTest())
storeContract('the filesystem driver with thin provisioning', () =>
  filesystemUnderTest({ filesystem_thin_provisioning: true }),
)
