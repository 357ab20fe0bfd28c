import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { credentialsFor, openKeystone } from './open-keystone.ts'
import { startTokenApi } from './token-api.ts'

// Made for tests: openssl req -x509 -newkey ec … -addext subjectAltName=IP:127.0.0.1
const certfile = join(import.meta.dirname, 'tls/certificate.pem')
const keyfile = join(import.meta.dirname, 'tls/key.pem')
const [cert, key] = await Promise.all([certfile, keyfile].map(file => readFile(file, 'utf8')))

/** A Keystone behind TLS, that knows the token `a`. */
async function open(settings: string, asksForCertificate = false) {
  const api = await startTokenApi(0, {
    cert,
    key,
    ca: cert,
    requestCert: asksForCertificate,
    rejectUnauthorized: asksForCertificate,
  })
  api.tokens.set('a', {})
  return openKeystone(credentialsFor(api.url) + settings)
}

test('a certificate of an authority in cafile is accepted', async () => {
  const { whose } = await open(`cafile = ${certfile}\n`)
  expect(await whose('a')).toBeDefined()
})

test('one of nobody known is not', async () => {
  const { whose, logged } = await open('')
  await expect(whose('a')).rejects.toMatchObject({ kind: 'Unavailable' })
  expect(logged()).toContain('self-signed certificate')
})

test('insecure accepts any', async () => {
  const { whose } = await open('insecure = true\n')
  expect(await whose('a')).toBeDefined()
})

test('a Keystone that asks for a certificate is shown certfile', async () => {
  const { whose } = await open(`cafile = ${certfile}\ncertfile = ${certfile}\nkeyfile = ${keyfile}\n`, true)
  expect(await whose('a')).toBeDefined()
})
