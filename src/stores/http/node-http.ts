// Not by import: see paste/run/create-server.ts.
export const http = process.getBuiltinModule('node:http')
export const https = process.getBuiltinModule('node:https')
