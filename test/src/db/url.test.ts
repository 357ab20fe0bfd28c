import { expect, test } from 'vitest'
import { BadConnection, readDatabaseUrl } from '../../../src/db/url.ts'

test.each([
  ['sqlite:///glance.sqlite', 'glance.sqlite'],
  ['sqlite:////var/lib/glance/glance.sqlite', '/var/lib/glance/glance.sqlite'],
  ['sqlite+pysqlite:////a b/c.db', '/a b/c.db'],
  ['sqlite:////a.db?timeout=5', '/a.db'],
  ['sqlite://', ':memory:'],
  ['sqlite:///:memory:', ':memory:'],
])('%s is the file %s', (url, path) => {
  expect(readDatabaseUrl(url)).toEqual({ dialect: 'sqlite', path })
})

test.each([
  'postgresql://glance:p%40ss@db.example:5433/glance?sslmode=require',
  'postgresql+psycopg2://glance:p%40ss@db.example:5433/glance?sslmode=require',
  'postgres://glance:p%40ss@db.example:5433/glance?sslmode=require',
])('the driver in %s is ignored', url => {
  expect(readDatabaseUrl(url)).toEqual({
    dialect: 'postgresql',
    url: 'postgresql://glance:p%40ss@db.example:5433/glance?sslmode=require',
  })
})

test('a server behind a socket has no host', () => {
  const url = 'postgresql:///glance?host=/run/postgresql'
  expect(readDatabaseUrl(url)).toEqual({ dialect: 'postgresql', url })
})

test.each([
  [undefined, 'no database is named'],
  ['', 'no database is named'],
  ['secret', 'no URL'],
  ['mysql+pymysql://glance:secret@db/glance', 'mysql'],
  ['sqlite://secret/glance.sqlite', 'host'],
  ['postgresql://glance:sec#ret/secret@[db/glance', 'percent-encode'],
])('%s is refused without being repeated', (url, reason) => {
  const read = () => readDatabaseUrl(url)
  expect(read).toThrow(BadConnection)
  expect(read).toThrow(reason)
  expect(read).not.toThrow('secret')
})
