import type { Timestamp, Viewer } from '../records.ts'

/** A row of `tasks`, by Glance's own names. */
export interface TaskRecord {
  readonly id: string
  readonly type: string
  readonly status: string
  readonly owner: string
  readonly expires_at: Timestamp | null
  readonly created_at: Timestamp
  readonly updated_at: Timestamp
  readonly deleted_at: Timestamp | null
  readonly deleted: boolean
  readonly image_id: string | null
  readonly request_id: string | null
  readonly user_id: string | null
}

type Json = Readonly<Record<string, unknown>>

/** With what stands in `task_info`. */
export interface WholeTask extends TaskRecord {
  readonly input: Json | null
  readonly result: Json | null
  readonly message: string | null
}

export type NewTask = Pick<WholeTask, 'id' | 'type' | 'status' | 'owner'> &
  Partial<Omit<WholeTask, 'deleted' | 'deleted_at'>>

export type TaskChange = Partial<Pick<WholeTask, 'status' | 'expires_at' | 'result' | 'message'>>

export type TaskSortKey = 'created_at' | 'expires_at' | 'owner' | 'status' | 'type' | 'updated_at'

export type TaskFilter = 'id' | 'type' | 'status' | 'owner' | 'image_id' | 'request_id' | 'user_id'

export interface TaskQuery {
  readonly viewer: Viewer
  readonly where: Readonly<Partial<Record<TaskFilter, string>>>
  /** Then by age and id, in the same direction. What never expires counts as long expired. */
  readonly sortKey: TaskSortKey
  readonly direction: 'asc' | 'desc'
  /** The task after which the page begins. */
  readonly marker?: TaskRecord
  readonly limit: number
}

/** What the service does, or did, beyond its requests. */
export interface Tasks {
  insert(task: NewTask): Promise<WholeTask>
  find(id: string, viewer: Viewer): Promise<WholeTask | undefined>
  /** Applies the change if the task is still in one of the states `from`, else says false. */
  update(id: string, change: TaskChange, from: readonly string[]): Promise<boolean>
  list(query: TaskQuery): Promise<readonly TaskRecord[]>
  /** The oldest first. */
  ofImage(imageId: string, viewer: Viewer): Promise<readonly WholeTask[]>
  /** Soft-deletes the owner's tasks whose time is over. */
  expire(owner: string): Promise<void>
}
