import express from 'express'
import supertest from 'supertest'
import { expect, test } from 'vitest'
import { Fault } from '../../src/errors.ts'
import { answerFault } from '../../src/fault-answer.ts'

const app = express().use((req, res) => answerFault(req, res, new Fault('NotFound', 'No such thing')))

test.each([
  ['application/json', 'application/json'],
  ['application/json, text/plain, */*', 'application/json'],
  ['Application/JSON;q=0.9 , text/html ; q=0.8', 'application/json'],
  ['text/html;q=0.9, application/json;q=0.8', 'text/html'],
  ['*/*', 'text/html'],
  ['application/json;charset=utf-8', 'text/plain'],
  ['application/json;v="a,b"', 'text/plain'],
  ['application/json;q=0', 'text/plain'],
])('a fault is told to Accept: %s as %s', async (accept, type) => {
  const { headers } = await supertest(app).get('/').set('Accept', accept)
  expect(headers['content-type']).toContain(type)
})

test.each([
  'application/json;q=x',
  'application/json;q=2',
  'application/json;q=0.12345',
  'application/json;q = 0.2',
  ',application/json',
  'application/json;v="a',
  '*',
])('an Accept that makes no sense, %s, gets HTML', async accept => {
  const { headers } = await supertest(app).get('/').set('Accept', accept)
  expect(headers['content-type']).toContain('text/html')
})
