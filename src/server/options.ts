import { boolean, host, integer, optionGroup, port } from '../config/option.ts'

/** How the stand-alone server listens and stops. */
export const serverOptions = optionGroup('DEFAULT', {
  bind_host: host({ default: '0.0.0.0', help: 'Address to listen on.' }),
  bind_port: port({ default: 9292, help: 'Port to listen on; 0: one that is free.' }),
  backlog: integer({
    default: 4096,
    min: 1,
    max: 2 ** 31 - 1,
    help: 'Connections that may wait to be accepted.',
  }),
  tcp_keepidle: integer({
    default: 600,
    min: 1,
    // Linux takes no more.
    max: 32767,
    help: 'Seconds a connection may be idle before TCP asks whether the other side is still there.',
  }),
  client_socket_timeout: integer({
    default: 900,
    min: 0,
    help: 'Seconds without traffic after which a client connection is closed; 0 waits forever.',
  }),
  workers: integer({
    min: 0,
    help: 'Processes that serve the port; 0 serves in the process itself. Unset: one per CPU, eight at most.',
  }),
  max_header_line: integer({
    default: 16384,
    min: 0,
    help: 'Longest request header line accepted, in bytes; 0 sets no limit. Large tokens need more.',
  }),
  http_keepalive: boolean({
    default: true,
    help: 'Whether a connection may carry several requests. When off, each answer closes its connection.',
  }),
  graceful_shutdown_timeout: integer({
    default: 60,
    min: 0,
    help: 'Seconds that requests under way get to finish after SIGTERM or a reload; 0 waits for all of them.',
  }),
})
