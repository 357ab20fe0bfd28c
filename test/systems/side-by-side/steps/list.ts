import fc from 'fast-check'
import { pick, queryOf } from '../pick.ts'
import type { Step } from '../step.ts'
import { who } from './images.ts'

const parameters = `
  limit=1 limit=2 limit=0 limit=-1 limit=x limit= limit=1.5 limit=99999999999999999999
  marker=@image0 marker=@image1 marker=@image2 marker=nope marker=
  sort=name sort=name:asc,id:desc sort=name: sort=:asc sort=name:asc:x sort=, sort= sort=owner
  sort_key=name sort_key=size sort_key= sort_key=min_ram sort_key=disk_format sort_key=status sort_key=id
  sort_key=updated_at sort_dir=asc sort_dir=desc sort_dir= sort_dir=ASC
  name=one name=in:one,two name=eq:one name= name=in: name=in:"%C3%9Cn%C3%AF,%20""x""" name=gt:one
  name=in:"one","two" name=in:one,"two name=neq:one name=one:two name="one" name=eq: name=in:,
  name=%zz name=%ff name=a+b name=%F0%9F%98%80
  status=queued status=in:queued,active status=deleted status=nope status= status=active
  disk_format=raw disk_format=in:raw,qcow2 disk_format= container_format=bare container_format=None
  id=@image0 id=in:@image0,@image1 id=nope id=
  size=3 size_min=1 size_max=0 size_min= size_min=1.5 size_max=-1 size=x size= size_min=99999999999999999999
  virtual_size_min=0 virtual_size=3 min_ram=1 min_ram_min=1 min_ram_max=1 min_ram=1.0 min_ram=%201 min_ram=%2B1
  min_ram=1_0 min_ram=0x1 min_disk=7 min_disk_min=0
  tag=red tag=two%20words tag= tag=%F0%9F%98%80 tag=red,two tag=nope
  visibility=public visibility=private visibility=shared visibility=community visibility=all visibility=
  visibility=Public member_status=all member_status=pending member_status=rejected member_status=accepted member_status=
  os_hidden=true os_hidden=True os_hidden= os_hidden=false protected=true protected=false protected=1 protected=
  owner=@alice owner=@bob owner= owner=in:@alice checksum=x os_hash_algo=sha512 os_hash_value=x checksum=
  created_at=gt:2020-01-01 created_at=lt:2020-01-01T00:00:00 created_at= created_at=gt: created_at=neq:2020
  created_at=2020-01 created_at=eq:2020-01-01T10:00 updated_at=gte:2020-01-01T00:00:00Z
  updated_at=lte:2100-01-01T00:00:00%2B02:00
  color=red color= color=in:red os_distro=debian hw_x=%25 is_public=true deleted=true deleted=false deleted=
  changes-since=x x x= =x && name limit self=x schema=x file=x tags=red members=x deleted_at=x os_glance_x=y
  created_at_min=x name_min=5 color_min=5`

export const listStep: fc.Arbitrary<Step> = fc
  .tuple(who, queryOf(parameters), pick('', '&owner=@alice', '&name=one'))
  .map(([who, query, more]) => ({ who, line: `GET /v2/images${query}${query && more}` }))
