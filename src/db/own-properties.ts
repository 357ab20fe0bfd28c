/** Beginning of the names of properties that the service keeps for itself. */
export const reservedPrefix = 'os_glance'
