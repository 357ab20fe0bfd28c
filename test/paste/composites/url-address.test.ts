import { describe, expect, test } from 'vitest'
import { parseAddress } from '../../../paste/composites/url-address.ts'

describe('a key of urlmap', () => {
  test.each([
    ['/v2', { path: '/v2' }],
    ['/', { path: '' }],
    ['//v2//images//', { path: '/v2/images' }],
    ['domain Foo.com', { domain: 'foo.com', path: '' }],
    ['domain foo.com /v2', { domain: 'foo.com', path: '/v2' }],
    ['domain foo.com v2', { domain: 'foo.com', path: '/v2' }],
    ['/v2 port 8080 domain foo.com', { domain: 'foo.com:8080', path: '/v2' }],
    ['http://foo.com/v2/', { domain: 'foo.com', path: '/v2' }],
    ['https://foo.com:8443', { domain: 'foo.com:8443', path: '' }],
  ])('%s is an address', (expression, address) => {
    expect(parseAddress(expression)).toEqual(address)
  })

  test.each([
    ['domain', "'domain' must be followed with a domain name"],
    ['/v2 port', "'port' must be followed with a port number"],
    ['domain a domain b', "'domain' given twice"],
    ['domain a port 1 port 2', "'port' given twice"],
    ['/a /b', "more than one path given (have '/a', got '/b')"],
    ['port 80 /', 'If you give a port, you must also give a domain'],
    ['v2', "URL fragments must start with / or http:// (you gave 'v2')"],
  ])('%s is refused', (expression, message) => {
    expect(() => parseAddress(expression)).toThrow(message)
  })
})
