import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../src/db/database.ts'
import { ensureEmbedded, openDatabase } from '../../src/db/open.ts'
import { databaseCases } from './database.ts'

/** Databases that are wrong in one way, each with the case that must notice. */
const broken: readonly {
  readonly fault: string
  readonly noticedBy: string
  readonly spoil: (sound: Database) => Partial<Database>
}[] = [
  {
    fault: 'forgets the viewer',
    noticedBy: 'shows a private image to its owner and to admins alone',
    spoil: ({ images }) => ({ images: { ...images, find: id => images.find(id) } }),
  },
  {
    fault: 'knows no transactions',
    noticedBy: 'lets whoever adds to an image count what others add at the same time',
    spoil: sound => ({ transaction: work => work(sound) }),
  },
  {
    fault: 'gives rounded times',
    noticedBy: 'keeps a time with zeros at the end as it was given',
    spoil: ({ images }) => ({
      images: {
        ...images,
        async find(id) {
          const image = await images.find(id)
          return image && { ...image, created_at: image.created_at.slice(0, 19) }
        },
      },
    }),
  },
  {
    fault: 'updates from any state',
    noticedBy: 'updates only an image that is in one of the states expected',
    spoil: ({ images }) => ({ images: { ...images, update: (id, change) => images.update(id, change) } }),
  },
  {
    fault: 'adds to the properties instead of replacing them',
    noticedBy: 'makes the properties given the whole set',
    spoil: ({ images }) => ({
      images: {
        ...images,
        async update(id, change, from) {
          const properties = new Map([
            ...((await images.find(id))?.properties ?? []),
            ...(change.properties ?? []),
          ])
          return images.update(id, { ...change, properties }, from)
        },
      },
    }),
  },
  {
    fault: 'lists for an admin whoever asks',
    noticedBy: 'lists a project its own images and public ones',
    spoil: ({ images }) => ({
      images: {
        ...images,
        list: query => images.list({ ...query, viewer: { ...query.viewer, isAdmin: true } }),
      },
    }),
  },
  {
    fault: 'begins a page at the marker',
    noticedBy: 'neither repeats nor skips an image while others come and go between pages',
    spoil: ({ images }) => ({
      images: {
        ...images,
        async list(query) {
          const page = await images.list(query)
          return query.marker ? [query.marker, ...page] : page
        },
      },
    }),
  },
  {
    fault: 'heeds the first tag only',
    noticedBy: 'wants every tag and every property that is asked for',
    spoil: ({ images }) => ({
      images: { ...images, list: query => images.list({ ...query, tags: query.tags.slice(0, 1) }) },
    }),
  },
  {
    fault: 'says of a tag that it is new when it is not',
    noticedBy: 'adds a tag once and removes it once',
    spoil: ({ tags }) => ({ tags: { ...tags, add: (id, tag) => tags.add(id, tag).then(() => true) } }),
  },
  {
    fault: 'makes a removed member a new one',
    noticedBy: 'brings a removed member back as it first came, yet to answer',
    spoil: ({ members }) => ({
      members: {
        ...members,
        async insert(id, name) {
          const member = await members.insert(id, name)
          return { ...member, created_at: member.updated_at }
        },
      },
    }),
  },
  {
    fault: 'lets every task expire',
    noticedBy: 'takes out an owner’s tasks whose time is over, and no others',
    spoil: ({ tasks }) => ({ tasks: { ...tasks, list: async () => [] } }),
  },
  {
    fault: 'shows tasks to everybody',
    noticedBy: 'shows a task to its owner and to admins alone',
    spoil: ({ tasks }) => ({
      tasks: { ...tasks, find: (id, viewer) => tasks.find(id, { ...viewer, isAdmin: true }) },
    }),
  },
  {
    fault: 'shows hidden namespaces to everybody',
    noticedBy: 'lists the own namespaces and public ones, and all for admins',
    spoil: ({ metadefs }) => ({
      metadefs: {
        ...metadefs,
        namespaces: {
          ...metadefs.namespaces,
          list: query => metadefs.namespaces.list({ ...query, viewer: { ...query.viewer, isAdmin: true } }),
        },
      },
    }),
  },
  {
    fault: 'begins a page of tags anew',
    noticedBy: 'pages through tags, the youngest first',
    spoil: ({ metadefs }) => ({
      metadefs: {
        ...metadefs,
        tags: {
          ...metadefs.tags,
          page: (id, query) => metadefs.tags.page(id, { ...query, marker: undefined }),
        },
      },
    }),
  },
  {
    fault: 'keeps half of a transaction',
    noticedBy: 'undoes all of a transaction that fails, and passes the error on',
    spoil: sound => ({ transaction: work => work(sound) }),
  },
]

describe('the promises of a database', () => {
  let sound: Database
  beforeEach(async () => {
    sound = await openDatabase({ connection: 'sqlite://' })
    await ensureEmbedded(sound)
  })
  afterEach(() => sound.close())

  for (const { fault, noticedBy, spoil } of broken) {
    test(`catch a database that ${fault}`, async () => {
      const keep = databaseCases[noticedBy]
      await expect(keep?.({ ...sound, ...spoil(sound) })).rejects.toThrow()
    })

    test(`pass a sound database where one that ${fault} fails`, async () => {
      await expect(databaseCases[noticedBy]?.(sound)).resolves.toBeUndefined()
    })
  }
})
