// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.json;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.header.Fragment;
import dev.tocsin.reload.wire.header.Header;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.header.Path;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.header.Routing;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The forwarding header.
final class HeaderJson {

  //
  private static final int TTL = 100;
  private static final long U32_MAX = 0xffff_ffffL;

  private HeaderJson() {}

  static Map<String, Object> write(Packet packet) {
    var header = packet.header();
    var hex = HexFormat.of();
    var json = new LinkedHashMap<String, Object>();
    json.put("overlay", hex.toHexDigits(header.overlay()));
    json.put("ttl", header.ttl());
    json.put("routing", Members.lower(header.routing()));
    if (!packet.isCompatible()) json.put("compatible", false);
    var fragment = header.fragment();
    if (fragment.isFragment()) json.put("fragment", fragment(fragment));
    json.put("length", packet.length());
    json.put("transaction", hex.toHexDigits(header.transaction()));
    json.put("route", UsageJson.route(header.path().route()));
    json.put("via", UsageJson.route(header.path().via()));
    header
        .path()
        .log()
        .ifPresent(log -> json.put("route_log", log.stream().map(HeaderJson::entry).toList()));
    return json;
  }

  private static Map<String, Object> fragment(Fragment fragment) {
    var json = new LinkedHashMap<String, Object>();
    json.put("offset", fragment.offset());
    json.put("last", fragment.isLast());
    return json;
  }

  private static Map<String, Object> entry(RouteLogEntry entry) {
    var json = new LinkedHashMap<String, Object>();
    json.put("version", entry.version());
    json.put("transport", Members.lower(entry.link()));
    json.put("peer", entry.peer().toString());
    json.put("uptime", entry.uptimeSeconds());
    json.put("certificate", entry.certificate().hex());
    UsageJson.write(json, entry.address());
    return json;
  }

  static Header read(Members in) {
    in.has("length");
    boolean hasLog = in.has("route_log");
    Optional<List<RouteLogEntry>> log =
        hasLog
            ? Optional.of(in.objects("route_log").stream().map(HeaderJson::entry).toList())
            : Optional.empty();
    var header =
        new Header(
            overlay(in),
            (int) in.number("ttl", TTL, Header.TTL_MAX),
            in.word("routing", Routing.class, Routing.UNSPECIFIED),
            fragment(in),
            HexFormat.fromHexDigitsToLong(digits(in, "transaction", 16)),
            new Path(in.route("route"), in.route("via"), log));
    in.end();
    return header;
  }

  // By number, or by name.
  private static int overlay(Members in) {
    boolean isNamed = in.has("overlay_name");
    return isNamed
        ? DraftProfile.PROFILE.overlay(in.text("overlay_name"))
        : HexFormat.fromHexDigits(digits(in, "overlay", 8));
  }

  private static String digits(Members in, String name, int count) {
    if (!in.has(name)) return "0".repeat(count);
    if (in.hex(name).length() * 2 != count) {
      throw new WireException(in.at(name) + ": expected " + count + " hexadecimal digits");
    }
    return in.text(name);
  }

  // An only fragment is a whole message; others cannot be written by themselves.
  private static Fragment fragment(Members from) {
    if (!from.has("fragment")) return Fragment.WHOLE;
    var in = from.object("fragment");
    int offset = (int) in.number("offset", 0, Integer.MAX_VALUE);
    var fragment = new Fragment(true, in.flag("last", true), offset);
    in.end();
    if (!fragment.isWhole()) throw new WireException("a fragment cannot be encoded by itself");
    return fragment;
  }

  private static RouteLogEntry entry(Members in) {
    var entry =
        new RouteLogEntry(
            in.text("version"),
            in.word("transport", RouteLogEntry.Link.class, RouteLogEntry.Link.TLS),
            in.id("peer"),
            in.number("uptime", 0, U32_MAX),
            in.hex("certificate"),
            UsageJson.address(in));
    in.end();
    return entry;
  }
}
