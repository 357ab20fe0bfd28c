import express from 'express'
import { type AppFactory, defineApp, option } from 'glasspaste/paste'
import { author } from './author.ts'

/** Notes in memory; an Express router like any other. */
export const notes = defineApp({
  options: { limit: option.integer(10, { min: 1 }) },
  create({ limit }) {
    const kept: { text: string; by: string }[] = []
    return express
      .Router()
      .get('/', (_req, res) => res.json(kept))
      .post('/', express.json(), (req, res) => {
        if (kept.length >= limit) return res.status(409).json({ error: `there are ${limit} notes already` })
        const note = { text: String(req.body.text), by: author.peek(req) ?? 'anybody' }
        kept.push(note)
        return res.status(201).location(`${req.baseUrl}/${kept.length}`).json(note)
      })
  },
})

export const health: AppFactory = () => (_req, res) => res.json({ status: 'fine' })
