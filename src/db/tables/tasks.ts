import { softDeleted, type Table } from './table.ts'

const tasks: Table = {
  name: 'tasks',
  columns: [
    'id VARCHAR(36) NOT NULL',
    'type VARCHAR(30) NOT NULL',
    'status VARCHAR(30) NOT NULL',
    'owner VARCHAR(255) NOT NULL',
    'expires_at DATETIME',
    ...softDeleted,
    'image_id VARCHAR(36)',
    'request_id VARCHAR(64)',
    'user_id VARCHAR(64)',
  ],
  constraints: ['PRIMARY KEY (id)'],
  indexes: {
    ix_tasks_deleted: 'deleted',
    ix_tasks_owner: 'owner',
    ix_tasks_status: 'status',
    ix_tasks_type: 'type',
    ix_tasks_updated_at: 'updated_at',
    ix_tasks_image_id: 'image_id',
  },
}

const taskInfo: Table = {
  name: 'task_info',
  columns: ['task_id VARCHAR(36) NOT NULL', 'input TEXT', 'result TEXT', 'message TEXT'],
  constraints: ['PRIMARY KEY (task_id)', 'FOREIGN KEY(task_id) REFERENCES tasks (id)'],
}

export const taskTables = [tasks, taskInfo]
