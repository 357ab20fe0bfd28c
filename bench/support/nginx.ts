import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, portAnswers } from '../../test/support/ports.ts'
import { start } from '../../test/support/program.ts'

/** nginx serving a folder from one worker with sendfile and a log of what it answers, as an operator would set it up. */
export async function startNginx(folder: string) {
  const port = await freePort()
  const state = join(folder, 'nginx')
  await mkdir(state, { recursive: true })
  const config = join(state, 'nginx.conf')
  await writeFile(
    config,
    `daemon off; worker_processes 1; pid ${state}/pid; error_log ${state}/error.log;
user root;
events {}
http {
  access_log ${state}/access.log; sendfile on; tcp_nopush on;
  client_body_temp_path ${state}; proxy_temp_path ${state}; fastcgi_temp_path ${state};
  uwsgi_temp_path ${state}; scgi_temp_path ${state};
  server { listen 127.0.0.1:${port}; root ${folder}; }
}
`,
  )
  const program = start('/usr/sbin/nginx', ['-c', config, '-p', state])
  await portAnswers(port, program.ended)
  return { url: `http://127.0.0.1:${port}`, pid: program.child.pid ?? 0, stop: () => program.stop() }
}
