-- SPDX-License-Identifier: Apache-2.0
-- Shows the messages of draft-bryan-p2psip-reload-02 in Wireshark and tshark:
--
--   tshark -X lua_script:docs/reload.lua -r capture.pcap -V
--
-- Messages are known by their first bytes in UDP and TCP, and by the link type USER0 (147). A response does not say
-- what it answers: its request has to be in the capture. Fragments are noted, not put together. Fields have the names
-- that 'tocsin reload decode' gives them, behind "reload02.".

local TOKEN = 0x52454c4f
local HEADER_BYTES = 28
local LENGTH_AFTER = 16
local ID_BYTES = 16
local VECTOR_MAX = 65000

local reload = Proto("reload02", "RELOAD (draft-bryan-p2psip-reload-02)")

reload.prefs.kinds = Pref.string("Other kinds", "", "Kinds besides those of the draft: NUMBER=single, array or dictionary, by commas")

local METHODS = {
  [1] = "PING", [3] = "CONNECT", [5] = "TUNNEL", [7] = "STORE", [9] = "FETCH", [11] = "REMOVE", [13] = "FIND",
  [15] = "JOIN", [17] = "LEAVE", [19] = "UPDATE",
}
local CODES = {
  [200] = "OK", [302] = "Moved Temporarily", [401] = "Unauthorized", [403] = "Forbidden", [404] = "Not Found",
  [408] = "Request Timeout", [412] = "Precondition Failed", [498] = "Incompatible with Overlay",
  [499] = "UnWilling To Proxy",
}
local ROUTINGS = { [0] = "UNSPECIFIED", [1] = "RECURSIVE", [2] = "ITERATIVE" }
local TRANSPORTS = { [1] = "TLS", [2] = "DTLS" }
local ALGORITHMS = { [1] = "RSA with SHA-1", [2] = "RSA with SHA-256" }
local SIGNERS = { [1] = "peer", [2] = "user", [3] = "certificate" }
local TOPICS = { [1] = "RESPONSIBLE-SET", [2] = "NUM-RESOURCES" }
local KINDS = { [1] = "SIP-REGISTRATION", [2] = "TURN-SERVICE", [3] = "CERTIFICATE" }
local REGISTRATIONS = { [1] = "URI", [2] = "route" }
local MODELS = { [1] = "dictionary", [2] = "single", [3] = "array" }

local fields = {}
local function field(kind, name, label, ...)
  fields[name] = ProtoField[kind]("reload02." .. name, label, ...)
end

field("uint32", "header.token", "Token", base.HEX)
field("uint32", "header.overlay", "Overlay (CRC-32 of its name)", base.HEX)
field("uint8", "header.ttl", "TTL")
field("uint8", "header.routing", "Routing", base.DEC, ROUTINGS)
field("bool", "header.fragmented", "Fragment", 16, nil, 0x8000)
field("bool", "fragment.last", "Last fragment", 16, nil, 0x4000)
field("uint16", "fragment.units", "Offset in units of 8 bytes", base.DEC, nil, 0x3fff)
field("uint32", "fragment.offset", "Offset in bytes")
field("bool", "header.experimental", "Experimental", 8, nil, 0x80)
field("uint8", "header.version", "Version", base.DEC, nil, 0x7f)
field("uint24", "header.length", "Length")
field("bytes", "header.transaction", "Transaction")
field("uint8", "header.route_count", "Entries of the route")
field("uint8", "header.via_count", "Entries of the via list")
field("uint16", "header.flags", "Flags", base.HEX)
field("bool", "header.has_route_log", "Route log", 16, nil, 0x0001)
field("bytes", "header.route", "Route")
field("bytes", "header.via", "Via")
field("none", "header.route_log", "Route log")
field("string", "route_log.version", "Version")
field("uint8", "route_log.transport", "Transport", base.DEC, TRANSPORTS)
field("bytes", "route_log.peer", "Peer")
field("uint32", "route_log.uptime", "Uptime (s)")
field("bytes", "route_log.certificate", "Certificate")
field("ipv4", "route_log.address4", "Address")
field("ipv6", "route_log.address6", "Address")
field("uint16", "route_log.port", "Port")
field("bool", "response", "Response", 16, nil, 0x8000)
field("uint16", "code", "Code", base.DEC, nil, 0x7fff)
field("uint16", "method", "Method", base.DEC, METHODS)
field("uint16", "reserved", "Reserved", base.HEX)
field("uint32", "payload_length", "Payload length")
field("bytes", "payload", "Payload")
field("bytes", "content", "Part of a message")
field("uint8", "signature.algorithm", "Algorithm", base.DEC, ALGORITHMS)
field("bytes", "signature.value", "Signature")
field("uint8", "signature.signer", "Signer", base.DEC, SIGNERS)
field("bytes", "signature.peer", "Peer")
field("string", "signature.user", "User")
field("bytes", "signature.certificate", "Certificate")
field("uint8", "body.wanted", "Wanted", base.DEC, TOPICS)
field("bytes", "body.response_id", "Response id")
field("uint16", "infos.topic", "Topic", base.DEC, TOPICS)
field("uint32", "infos.value", "Value")
field("string", "body.ufrag", "Fragment of the user name")
field("string", "body.password", "Password")
field("uint16", "body.application", "Application")
field("string", "body.fingerprint", "Fingerprint")
field("string", "body.role", "Role")
field("string", "body.candidates", "Candidate")
field("string", "body.dialog", "Dialog")
field("bytes", "body.content", "Content")
field("bytes", "body.resource", "Resource")
field("uint24", "body.kinds", "Kind", base.DEC, KINDS)
field("bytes", "body.peer", "Peer")
field("bytes", "body.data", "Data")
field("bytes", "body.predecessors", "Predecessor")
field("bytes", "body.successors", "Successor")
field("string", "body.reason", "Reason")
field("bytes", "body.info", "Error information")
field("bytes", "body.next", "Next hop")
field("uint24", "kinds.kind", "Kind", base.DEC, KINDS)
field("uint64", "kinds.generation", "Generation")
field("bytes", "kinds.keys", "Key")
field("int32", "kinds.first", "First")
field("int32", "kinds.last", "Last")
field("bytes", "kinds.resource", "Closest resource")
field("none", "values", "Value")
field("uint32", "values.length", "Length")
field("uint32", "values.storage_time", "Storage time (s since 1970)")
field("uint32", "values.lifetime", "Lifetime (s)")
field("int32", "values.index", "Index")
field("bytes", "values.key", "Key")
field("bytes", "values.value", "Value")
field("uint8", "registration.type", "Registration", base.DEC, REGISTRATIONS)
field("string", "registration.uri", "URI")
field("string", "registration.preferences", "Preferences of the contact")
field("bytes", "registration.route", "Route")
field("uint8", "turn_server.iteration", "Iteration")
field("ipv4", "turn_server.address4", "Address")
field("ipv6", "turn_server.address6", "Address")
field("uint16", "turn_server.port", "Port")

local listed = {}
for _, each in pairs(fields) do listed[#listed + 1] = each end
reload.fields = listed

local malformed = ProtoExpert.new("reload02.malformed", "Malformed", expert.group.MALFORMED, expert.severity.ERROR)
reload.experts = { malformed }

-- What was asked, by transaction: kept from one pass over the capture to the next.
local asked = {}
function reload.init() asked = {} end

-- Reads fields one after the other and shows each. What is not there ends the message with a remark.
local Reader = {}
Reader.__index = Reader

local function reader(tvb, from, to, tree)
  return setmetatable({ tvb = tvb, at = from, to = to, tree = tree }, Reader)
end

function Reader:left() return self.to - self.at end

function Reader:wrong(text)
  self.tree:add_proto_expert_info(malformed, text)
  error({ reload = text })
end

function Reader:take(count, what)
  if count > self:left() then
    self:wrong(string.format("%s needs %d bytes, %d are left", what, count, self:left()))
  end
  local range = self.tvb:range(self.at, count)
  self.at = self.at + count
  return range
end

function Reader:add(name, count)
  local range = self:take(count, name)
  return range, self.tree:add(fields[name], range)
end

function Reader:number(name, count)
  local range, item = self:add(name, count)
  return range:uint(), item
end

function Reader:count(bytes, what)
  local count = self:take(bytes, "the count of " .. what):uint()
  if bytes == 2 and count > VECTOR_MAX then
    self:wrong(string.format("%s has %d bytes, at most %d fit", what, count, VECTOR_MAX))
  end
  return count
end

function Reader:opaque(name) return self:add(name, self:count(2, name)) end

function Reader:text(name)
  local range = self:take(self:count(2, name), name)
  self.tree:add(fields[name], range, range:len() == 0 and "" or range:string(ENC_UTF_8))
  return range
end

function Reader:id(name) return self:add(name, ID_BYTES) end

-- A part behind a count, to be read by itself.
function Reader:part(bytes, what, tree)
  local count = self:count(bytes, what)
  self:take(count, what)
  return reader(self.tvb, self.at - count, self.at, tree or self.tree)
end

function Reader:finish(what)
  if self:left() > 0 then self:wrong(string.format("%d bytes too many behind %s", self:left(), what)) end
end

function Reader:address(prefix)
  local tag = self:take(1, "the type of an address"):uint()
  if tag == 1 then self:add(prefix .. ".address4", 4)
  elseif tag == 2 then self:add(prefix .. ".address6", 16)
  else self:wrong("an address type is 1 or 2, not " .. tag) end
  self:number(prefix .. ".port", 2)
end

local function model_of(kind)
  if MODELS[kind] then return MODELS[kind] end
  for number, model in reload.prefs.kinds:gmatch("(%d+)%s*=%s*(%a+)") do
    if tonumber(number) == kind then return model end
  end
end

local function signature(r, tree)
  local inner = reader(r.tvb, r.at, r.to, tree:add(reload, r.tvb:range(r.at, r:left()), "Signature"))
  inner:number("signature.algorithm", 1)
  inner:opaque("signature.value")
  local signer = inner:number("signature.signer", 1)
  if signer == 1 then inner:id("signature.peer")
  elseif signer == 2 then inner:text("signature.user")
  elseif signer == 3 then inner:opaque("signature.certificate")
  else inner:wrong("a signer is 1, 2 or 3, not " .. signer) end
  r.at = inner.at
end

-- The draft's own kinds say what their bytes mean; other bytes than those are no fault of the message.
local function meaning(kind, range, tree)
  if range:len() == 0 or (kind ~= 1 and kind ~= 2) then return end
  local first = range:range(0, 1):uint()
  local r = reader(range:tvb(), 0, range:len(), tree)
  if kind == 2 then
    r:number("turn_server.iteration", 1)
    r:address("turn_server")
  elseif first == 1 then
    r:number("registration.type", 1)
    r:text("registration.uri")
  elseif first == 2 then
    r:number("registration.type", 1)
    r:text("registration.preferences")
    local route = r:part(2, "route")
    while route:left() > 0 do route:id("registration.route") end
  end
end

local function stored_value(r, kind, model)
  local from = r.at
  local item = r.tree:add(fields["values"], r.tvb:range(from, math.min(4, r:left())))
  local outer = r.tree
  r.tree = item
  local length = r:number("values.length", 4)
  r:take(length, "a value")
  item:set_len(4 + length)
  r.tree = outer
  local value = reader(r.tvb, r.at - length, r.at, item)
  value:number("values.storage_time", 4)
  value:number("values.lifetime", 4)
  if model == "array" then value:add("values.index", 4)
  elseif model == "dictionary" then value:opaque("values.key") end
  local bytes, shown = value:opaque("values.value")
  pcall(meaning, kind, bytes, shown)
  if value:left() > 0 then signature(value, item) end
  value:finish("the signature")
end

local function kind_head(r)
  local kind = r:number("kinds.kind", 3)
  r:add("kinds.generation", 8)
  return kind
end

local function known_model(r, kind)
  local model = model_of(kind)
  if not model then r:wrong("kind " .. kind .. " is unknown: what follows cannot be read") end
  return model
end

local function values(r)
  local kind = kind_head(r)
  local model = known_model(r, kind)
  local part = r:part(2, "values")
  while part:left() > 0 do stored_value(part, kind, model) end
end

local function query(r)
  local model = known_model(r, kind_head(r))
  if model == "array" then
    r:add("kinds.first", 4)
    r:add("kinds.last", 4)
  elseif model == "dictionary" then
    local keys = r:part(2, "keys")
    while keys:left() > 0 do keys:opaque("kinds.keys") end
  end
end

local function generations(r)
  while r:left() > 0 do kind_head(r) end
end

local function connect(r)
  r:text("body.ufrag")
  r:text("body.password")
  r:number("body.application", 2)
  r:text("body.fingerprint")
  r:text("body.role")
  local candidates = r:part(2, "candidates")
  while candidates:left() > 0 do candidates:text("body.candidates") end
end

local function at_resource(each)
  return function(r)
    r:id("body.resource")
    local part = r:part(2, "kinds")
    while part:left() > 0 do each(part) end
  end
end

local function of_peer(r)
  r:id("body.peer")
  r:add("body.data", r:left())
end

-- As Chord has them; another topology's bytes stay bytes.
local function chord_lists(r)
  for _, name in ipairs({ "body.predecessors", "body.successors" }) do
    local part = r:part(1, name)
    while part:left() > 0 do part:id(name) end
  end
end

local function is_chord(range)
  local count = range:len() > 0 and range:range(0, 1):uint() or 1
  if count % ID_BYTES ~= 0 or range:len() < count + 2 then return false end
  local second = range:range(count + 1, 1):uint()
  return second % ID_BYTES == 0 and range:len() == count + second + 2
end

local REQUESTS = {
  [1] = function(r)
    local part = r:part(1, "wanted information")
    while part:left() > 0 do part:number("body.wanted", 1) end
  end,
  [3] = connect,
  [5] = function(r)
    r:number("body.application", 2)
    r:text("body.dialog")
    r:opaque("body.content")
  end,
  [7] = at_resource(values),
  [9] = at_resource(query),
  [11] = at_resource(query),
  [13] = function(r)
    r:id("body.resource")
    local part = r:part(1, "kinds")
    while part:left() > 0 do part:number("body.kinds", 3) end
  end,
  [15] = of_peer,
  [17] = of_peer,
  [19] = function(r)
    local range, item = r:add("body.data", r:left())
    if is_chord(range) then chord_lists(reader(r.tvb, r.at - range:len(), r.at, item)) end
  end,
}

-- Two bytes of type and four of value; some write one byte of type and one of length.
local function infos(r)
  r:add("body.response_id", 8)
  local part = r:part(2, "information")
  while part:left() > 0 do
    local type = part:number("infos.topic", 2)
    if type > 0xff then
      part:take(type % 256, "information")
    else
      part:number("infos.value", 4)
    end
  end
end

local ANSWERS = {
  [1] = infos,
  [3] = connect,
  [7] = generations,
  [9] = function(r)
    while r:left() > 0 do values(r) end
  end,
  [11] = generations,
  [13] = function(r)
    while r:left() > 0 do
      r:number("kinds.kind", 3)
      r:id("kinds.resource")
    end
  end,
}

local function failure(r, code)
  r:text("body.reason")
  local info = r:part(2, "error information")
  if info:left() == 0 then return end
  if code == 302 then info:id("body.next")
  elseif code == 412 then generations(info)
  else info:add("body.info", info:left()) end
  info:finish("the error information")
end

local function body(r, is_response, code, transaction)
  if not is_response then
    asked[transaction] = code
    if not METHODS[code] then r:wrong("no method has the code " .. code) end
    REQUESTS[code](r)
  elseif code ~= 200 then
    failure(r, code)
  elseif not asked[transaction] then
    r:add("payload", r:left())
  else
    local answer = ANSWERS[asked[transaction]]
    if answer then answer(r) end
  end
  r:finish("the payload")
end

local function described(is_response, code, transaction)
  local method = METHODS[is_response and asked[transaction] or code] or "?"
  if not is_response then return method .. " request" end
  return string.format("%s response: %d %s", method == "?" and "RELOAD" or method, code, CODES[code] or "")
end

local function contents(r, transaction, pinfo)
  local code_range = r:take(2, "code")
  local is_response = code_range:bitfield(0, 1) == 1
  local code = code_range:bitfield(1, 15)
  r.tree:add(fields["response"], code_range)
  r.tree:add(fields["code"], code_range)
  r:number("reserved", 2)
  local length = r:number("payload_length", 4)
  local payload = r:take(length, "payload")
  local method = is_response and asked[transaction] or not is_response and code
  if method then r.tree:add(fields["method"], code_range, method):set_generated() end
  local subtree = r.tree:add(reload, payload, "Body")
  body(reader(r.tvb, r.at - length, r.at, subtree), is_response, code, transaction)
  if r:left() > 0 then signature(r, r.tree) end
  r:finish("the signature")
  return described(is_response, code, transaction)
end

local function route_log(r)
  local item = r.tree:add(fields["header.route_log"], r.tvb:range(r.at, math.min(2, r:left())))
  local part = r:part(2, "the route log", item)
  item:set_len(2 + part:left())
  while part:left() > 0 do
    part:text("route_log.version")
    part:number("route_log.transport", 1)
    part:id("route_log.peer")
    part:number("route_log.uptime", 4)
    part:opaque("route_log.certificate")
    part:address("route_log")
  end
end

local function fragment(r)
  local range = r:take(2, "fragment")
  r.tree:add(fields["header.fragmented"], range)
  r.tree:add(fields["fragment.last"], range)
  r.tree:add(fields["fragment.units"], range)
  local is_fragment, is_last = range:bitfield(0, 1) == 1, range:bitfield(1, 1) == 1
  local offset = 8 * range:bitfield(2, 14)
  if is_fragment then r.tree:add(fields["fragment.offset"], range, offset):set_generated() end
  return is_fragment and not (is_last and offset == 0), offset
end

local function header(r)
  r:number("header.token", 4)
  r:number("header.overlay", 4)
  r:number("header.ttl", 1)
  r:number("header.routing", 1)
  local is_part, offset = fragment(r)
  local version = r:take(1, "version")
  r.tree:add(fields["header.experimental"], version)
  r.tree:add(fields["header.version"], version)
  r:number("header.length", 3)
  local transaction = r:add("header.transaction", 8):bytes():tohex()
  local routes = r:number("header.route_count", 1)
  local vias = r:number("header.via_count", 1)
  local flags, item = r:number("header.flags", 2)
  item:add(fields["header.has_route_log"], r.tvb:range(r.at - 2, 2))
  for _ = 1, routes do r:id("header.route") end
  for _ = 1, vias do r:id("header.via") end
  if flags % 2 == 1 then route_log(r) end
  return transaction, is_part, offset
end

local function whole(tvb, pinfo, tree)
  local r = reader(tvb, 0, tvb:len(), tree)
  local length = tvb:range(13, 3):uint()
  if length ~= tvb:len() then r:wrong(string.format("length %d of %d bytes", length, tvb:len())) end
  local head = tree:add(reload, tvb:range(0, math.min(HEADER_BYTES, tvb:len())), "Header")
  r.tree = head
  local transaction, is_part, offset = header(r)
  head:set_len(r.at)
  r.tree = tree
  if is_part then
    r:add("content", r:left())
    return string.format("Fragment at %d", offset)
  end
  return contents(r, transaction, pinfo)
end

local function message(tvb, pinfo, tree)
  pinfo.cols.protocol = "RELOAD-02"
  local top = tree:add(reload, tvb())
  local ok, said = pcall(whole, tvb, pinfo, top)
  if not ok and not (type(said) == "table" and said.reload) then error(said) end
  local text = ok and said or "Malformed: " .. said.reload
  pinfo.cols.info:set(text)
  top:append_text(", " .. text)
  return tvb:len()
end

local function dissect(tvb, pinfo, tree)
  if tvb:len() < HEADER_BYTES or tvb:range(0, 4):uint() ~= TOKEN then return 0 end
  return message(tvb, pinfo, tree)
end

reload.dissector = dissect

local function stream_length(tvb, _, offset) return tvb:range(offset + 13, 3):uint() end

local function in_udp(tvb, pinfo, tree) return dissect(tvb, pinfo, tree) > 0 end

-- Messages follow each other without anything between them.
local stream = Proto("reload02_stream", "RELOAD (draft-bryan-p2psip-reload-02), messages of a stream")

local function dissect_stream(tvb, pinfo, tree)
  dissect_tcp_pdus(tvb, tree, LENGTH_AFTER, stream_length, dissect)
  return tvb:len()
end

stream.dissector = dissect_stream

local function in_tcp(tvb, pinfo, tree)
  if tvb:len() < LENGTH_AFTER or tvb:range(0, 4):uint() ~= TOKEN then return false end
  pinfo.conversation = stream
  dissect_stream(tvb, pinfo, tree)
  return true
end

reload:register_heuristic("udp", in_udp)
stream:register_heuristic("tcp", in_tcp)
DissectorTable.get("wtap_encap"):add(wtap.USER0, reload)
