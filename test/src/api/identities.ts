type Headers = Readonly<Record<string, string>>

/** Identity headers of a member of a project, as the filters in front would set them. */
export function memberOf(project: string, roles = 'member,reader'): Headers {
  return {
    'X-Identity-Status': 'Confirmed',
    'X-User-Id': `user of ${project}`,
    'X-Project-Id': project,
    'X-Roles': roles,
  }
}

export const alice = memberOf('alice')
export const admin = memberOf('admin', 'admin,member,reader')
