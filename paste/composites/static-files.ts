import { resolve } from 'node:path'
import express from 'express'
import { defineApp } from '../options/define-filter.ts'
import { option } from '../options/options.ts'

/**
 * `paste.app_factory` that serves the files of a folder: `egg:Paste#static`. What is no file it passes on, so that
 * it can stand as a filter, too, in front of an app.
 */
export const staticFiles = defineApp({
  options: {
    /** Relative to the file that names it. */
    document_root: option.text(),
    cache_max_age: option.seconds(0),
    index: option.text('index.html'),
    /** Tried in turn after a name without one: `html, htm`. */
    extensions: option.list([]),
    dotfiles: option.oneOf(['allow', 'deny', 'ignore'], 'ignore'),
  },
  create({ document_root, cache_max_age, index, extensions, dotfiles }, { here }) {
    return express.static(resolve(here, document_root), {
      maxAge: cache_max_age * 1000,
      index: index === '' ? false : index,
      extensions: [...extensions],
      dotfiles,
    })
  },
})
