import { expect, test } from 'vitest'
import { refuseInward } from '../../../../src/stores/http/redirect.ts'

const redirect = (from: string, to: string) => refuseInward(new URL(from), new URL(to))

test.each([
  'http://127.0.0.1/x',
  'http://localhost/x',
  'http://[::1]/x',
  'http://169.254.169.254/latest/meta-data',
])('a server outside cannot lead the service to %s', async inside => {
  await expect(redirect('http://192.0.2.1/x', inside)).rejects.toMatchObject({ fault: 'BadLocation' })
})

test('servers may lead to others like them', async () => {
  await redirect('http://192.0.2.1/x', 'https://192.0.2.2/x')
  await redirect('http://192.0.2.1/x', 'http://192.0.2.1/y')
  await redirect('http://127.0.0.1:1/x', 'http://localhost:2/y')
  await redirect('http://127.0.0.1/x', 'http://192.0.2.1/y')
})
