import { Client } from 'pg'
import { expect, test } from 'vitest'
import { asLibpqReads } from '../../../../src/db/postgresql/as-libpq.ts'

const ca = new URL('../../keystone/tls/certificate.pem', import.meta.url).pathname

test.each<[parameters: string, tls: unknown]>([
  ['', false],
  ['?sslmode=disable', false],
  ['?sslmode=allow', false],
  ['?sslmode=prefer', { rejectUnauthorized: false }],
  ['?sslmode=require', { rejectUnauthorized: false }],
  ['?application_name=x&sslmode=require', { rejectUnauthorized: false }],
  [
    `?sslmode=require&sslrootcert=${ca}`,
    { ca: expect.any(String), checkServerIdentity: expect.any(Function) },
  ],
  [
    `?sslmode=verify-ca&sslrootcert=${ca}`,
    { ca: expect.any(String), checkServerIdentity: expect.any(Function) },
  ],
  ['?sslmode=verify-full', {}],
])('a URL with "%s" encrypts and checks as libpq does', (parameters, tls) => {
  const connectionString = asLibpqReads(`postgresql://glance:p@db.example/glance${parameters}`)
  expect(new Client({ connectionString })).toMatchObject({ ssl: tls })
})
