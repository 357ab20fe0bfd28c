/** A rule's default, and the older one that `enforce_new_defaults = False` allows beside it. */
export interface DefaultRule {
  readonly check: string
  readonly older?: string
  /** Whether tokens of a whole system are refused, whatever the rule says. */
  readonly projectScoped: boolean
}

const admin = 'rule:context_is_admin'
const ofProject = 'project_id:%(project_id)s'
const visible = `(${ofProject} or project_id:%(member_id)s or 'community':%(visibility)s or 'public':%(visibility)s or 'shared':%(visibility)s)`
const member = `${admin} or (role:member and ${ofProject})`
const reader = `${admin} or (role:reader and ${ofProject})`
const downloader = `${admin} or (role:member and ${visible})`
const membersReader = `${admin} or role:reader and (${ofProject} or project_id:%(member_id)s)`
const metadefReader = `${admin} or (role:reader and (${ofProject} or 'public':%(visibility)s))`

const unscoped: Readonly<Record<string, DefaultRule>> = {
  default: { check: '', older: admin, projectScoped: false },
  context_is_admin: { check: 'role:admin', projectScoped: false },
  service_api: { check: 'role:service or role:admin', projectScoped: false },
}

const scoped: Readonly<Record<string, string | readonly [check: string, older: string]>> = {
  add_image: [`${admin} or (role:member and ${ofProject} and project_id:%(owner)s)`, 'rule:default'],
  delete_image: [member, 'rule:default'],
  get_image: [`${admin} or (role:reader and ${visible})`, 'rule:default'],
  get_images: [reader, 'rule:default'],
  modify_image: [member, 'rule:default'],
  publicize_image: admin,
  communitize_image: [member, 'rule:default'],
  download_image: [downloader, 'rule:default'],
  download_from_store: downloader,
  upload_image: [member, 'rule:default'],
  delete_image_location: [admin, 'rule:default'],
  get_image_location: [reader, 'rule:default'],
  set_image_location: [member, 'rule:default'],
  add_image_location: `rule:service_api or (role:member and ${ofProject} and project_id:%(owner)s)`,
  fetch_image_location: 'rule:service_api',
  add_member: [member, 'rule:default'],
  delete_member: [member, 'rule:default'],
  get_member: [membersReader, 'rule:default'],
  get_members: [membersReader, 'rule:default'],
  modify_member: [`${admin} or (role:member and project_id:%(member_id)s)`, 'rule:default'],
  manage_image_cache: admin,
  deactivate: [member, 'rule:default'],
  reactivate: [member, 'rule:default'],
  copy_image: admin,
  list_cached_nodes: admin,
  get_task: 'rule:default',
  get_tasks: 'rule:default',
  add_task: 'rule:default',
  modify_task: 'rule:default',
  tasks_api_access: admin,
  metadef_default: '',
  metadef_admin: admin,
  get_metadef_namespace: [metadefReader, 'rule:metadef_default'],
  get_metadef_namespaces: [reader, 'rule:metadef_default'],
  modify_metadef_namespace: 'rule:metadef_admin',
  add_metadef_namespace: 'rule:metadef_admin',
  delete_metadef_namespace: 'rule:metadef_admin',
  get_metadef_object: [metadefReader, 'rule:metadef_default'],
  get_metadef_objects: [metadefReader, 'rule:metadef_default'],
  modify_metadef_object: 'rule:metadef_admin',
  add_metadef_object: 'rule:metadef_admin',
  delete_metadef_object: 'rule:metadef_admin',
  list_metadef_resource_types: [metadefReader, 'rule:metadef_default'],
  get_metadef_resource_type: [metadefReader, 'rule:metadef_default'],
  add_metadef_resource_type_association: 'rule:metadef_admin',
  remove_metadef_resource_type_association: 'rule:metadef_admin',
  get_metadef_property: [metadefReader, 'rule:metadef_default'],
  get_metadef_properties: [metadefReader, 'rule:metadef_default'],
  modify_metadef_property: 'rule:metadef_admin',
  add_metadef_property: 'rule:metadef_admin',
  remove_metadef_property: 'rule:metadef_admin',
  get_metadef_tag: [metadefReader, 'rule:metadef_default'],
  get_metadef_tags: [metadefReader, 'rule:metadef_default'],
  modify_metadef_tag: 'rule:metadef_admin',
  add_metadef_tag: 'rule:metadef_admin',
  add_metadef_tags: 'rule:metadef_admin',
  delete_metadef_tag: 'rule:metadef_admin',
  delete_metadef_tags: 'rule:metadef_admin',
  cache_image: [admin, 'rule:manage_image_cache'],
  cache_list: [admin, 'rule:manage_image_cache'],
  cache_delete: [admin, 'rule:manage_image_cache'],
  cache_clean: admin,
  cache_prune: admin,
  stores_info_detail: [`${admin} or rule:service_api`, admin],
}

export const defaultRules: ReadonlyMap<string, DefaultRule> = new Map([
  ...Object.entries(unscoped),
  ...Object.entries(scoped).map(([name, rule]) => [name, scopedRule(rule)] as const),
])

function scopedRule(rule: string | readonly [string, string]): DefaultRule {
  if (typeof rule === 'string') return { check: rule, projectScoped: true }
  return { check: rule[0], older: rule[1], projectScoped: true }
}
