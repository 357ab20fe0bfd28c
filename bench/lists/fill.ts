import { sql } from 'kysely'
import type { Engine } from '../../src/db/engine.ts'

/** How the images are spread: most projects own a hundred, one owns a tenth of all; fifty are public, one in a hundred is
 * shared with another project, one in twenty deleted. Every image has two tags, three properties and a location. */
const spread = { perProject: 100, heavyShare: 10, public: 50, perMember: 100, perDeleted: 20 }

interface Words {
  readonly numbers: string
  readonly uuid: string
  readonly time: string
  readonly no: string
  readonly yes: string
}

function wordsOf(engine: Engine, images: number): Words {
  if (engine.differences.name === 'postgresql')
    return {
      numbers: `generate_series(0, ${images - 1}) as numbers(n)`,
      uuid: 'gen_random_uuid()::text',
      time: "timestamp '2020-01-01' + n * interval '1 second'",
      no: 'false',
      yes: 'true',
    }
  const bytes = (count: number) => `lower(hex(randomblob(${count})))`
  return {
    numbers: `(with recursive numbers(n) as (select 0 union all select n + 1 from numbers where n < ${images - 1})
      select n from numbers)`,
    uuid: `${bytes(4)} || '-' || ${bytes(2)} || '-4' || substr(${bytes(2)}, 2) || '-a' || substr(${bytes(2)}, 2) || '-' || ${bytes(6)}`,
    time: "strftime('%Y-%m-%d %H:%M:%S.000000', 1577836800 + n, 'unixepoch')",
    no: '0',
    yes: '1',
  }
}

/** Leaves a database as it is that has been filled before. */
export async function fillOnce(engine: Engine, images: number): Promise<void> {
  const count = async (table: string) => {
    const query = sql<{ rows: number }>`select count(*) as rows from ${sql.table(table)}`
    return Number((await query.execute(engine.db)).rows[0]?.rows)
  }
  const [present, members] = [await count('images'), await count('image_members')]
  if (present === 0) return fill(engine, images)
  if (present !== images || members === 0) throw new Error('was not filled to the end: remove it')
}

/** Fills an empty database by statements that make the rows where they are kept. */
export async function fill(engine: Engine, images: number): Promise<void> {
  const { numbers, uuid, time, no, yes } = wordsOf(engine, images)
  const run = (text: string) => sql.raw(text).execute(engine.db)
  // Rows with random keys go all over the file.
  if (engine.differences.name === 'sqlite') await run('pragma cache_size = -1000000')
  const publicStep = Math.max(1, Math.floor(images / spread.public))
  await run(`insert into images (id, name, size, status, created_at, updated_at, deleted, owner, min_disk, min_ram,
      disk_format, container_format, checksum, visibility, protected, os_hidden)
    select ${uuid}, 'image ' || n, n, case when n % ${spread.perDeleted} = 7 then 'deleted' else 'active' end,
      ${time}, ${time}, case when n % ${spread.perDeleted} = 7 then ${yes} else ${no} end,
      case when n % ${spread.heavyShare} = 3 then 'heavy' else 'project-' || (n / ${spread.perProject}) end,
      0, 0, 'qcow2', 'bare', 'checksum-' || n,
      ${engine.differences.name === 'sqlite' ? '' : 'cast('}case when n % ${publicStep} = 0 then 'public'
        when n % 10 < 7 then 'shared' else 'private' end${engine.differences.name === 'sqlite' ? '' : ' as image_visibility)'},
      ${no}, ${no}
    from ${numbers}`)
  const child = 'created_at, updated_at, deleted, image_id'
  const from = `created_at, created_at, ${no}, id`
  for (const value of ["'common-' || (size % 20)", "'rare-' || (size % 10007)"])
    await run(`insert into image_tags (${child}, value) select ${from}, ${value} from images`)
  for (const [name, value] of [
    ['os_distro', "'distro-' || (size % 10)"],
    ['os_version', "'version-' || (size % 1009)"],
    ['hw_disk_bus', "'virtio'"],
  ])
    await run(
      `insert into image_properties (${child}, name, value) select ${from}, '${name}', ${value} from images`,
    )
  await run(`insert into image_locations (${child}, value, meta_data, status)
    select ${from}, 'file:///var/lib/glance/images/' || id, '{"store": "file"}', 'active' from images`)
  await run(`insert into image_members (${child}, member, can_share, status)
    select ${from}, 'project-' || ((size / ${spread.perProject} + 1) % ${Math.max(2, Math.floor(images / spread.perProject))}),
      ${no}, 'accepted' from images where size % ${spread.perMember} = 1`)
  await run(engine.differences.name === 'postgresql' ? 'vacuum analyze' : 'pragma wal_checkpoint(truncate)')
}
