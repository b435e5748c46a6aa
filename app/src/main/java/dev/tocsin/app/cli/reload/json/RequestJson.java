// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.json;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.chord.ChordUpdate;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.ConnectData;
import dev.tocsin.reload.wire.message.Method;
import dev.tocsin.reload.wire.message.ProbeInfo;
import dev.tocsin.reload.wire.message.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What requests carry.
final class RequestJson {

  private static final long U16_MAX = 0xffff;

  private RequestJson() {}

  static Map<String, Object> write(Request request) {
    var json = new LinkedHashMap<String, Object>();
    switch (request) {
      case Request.Probe(var wanted) ->
          json.put("wanted", wanted.stream().map(Members::lower).toList());
      case Request.Connect(var data) -> connect(json, data);
      case Request.Tunnel(var application, var dialog, var content) -> {
        json.put("application", application);
        json.put("dialog", dialog);
        json.put("content", content.hex());
      }
      case Request.Store(var resource, var kinds) ->
          at(json, resource, kinds.stream().map(DataJson::values).toList());
      case Request.Fetch(var resource, var kinds) ->
          at(json, resource, kinds.stream().map(DataJson::query).toList());
      case Request.Remove(var resource, var kinds) ->
          at(json, resource, kinds.stream().map(DataJson::query).toList());
      case Request.Find(var resource, var kinds) -> at(json, resource, kinds);
      case Request.Join(var peer, var data) -> of(json, peer, data);
      case Request.Leave(var peer, var data) -> of(json, peer, data);
      case Request.Update(var data) -> update(json, data);
    }
    return json;
  }

  private static void at(Map<String, Object> json, Id resource, List<?> kinds) {
    json.put("resource", resource.toString());
    json.put("kinds", kinds);
  }

  private static void of(Map<String, Object> json, Id peer, Bytes data) {
    json.put("peer", peer.toString());
    json.put("data", data.hex());
  }

  // The bytes, and what Chord reads in them; another topology may mean something else.
  private static void update(Map<String, Object> json, Bytes data) {
    json.put("data", data.hex());
    try {
      var update = ChordUpdate.read(data);
      json.put("predecessors", update.predecessors().stream().map(Id::toString).toList());
      json.put("successors", update.successors().stream().map(Id::toString).toList());
    } catch (WireException e) {
      json.put("problem", e.getMessage());
    }
  }

  static void connect(Map<String, Object> json, ConnectData data) {
    json.put("ufrag", data.fragmentUser());
    json.put("password", data.password());
    json.put("application", data.application());
    json.put("fingerprint", data.fingerprint());
    json.put("role", data.role());
    json.put("candidates", data.candidates());
  }

  static Request read(Method method, Members in) {
    var request =
        switch (method) {
          case PROBE -> new Request.Probe(in.words("wanted", ProbeInfo.Topic.class));
          case CONNECT -> new Request.Connect(connect(in));
          case TUNNEL ->
              new Request.Tunnel(application(in, 0), in.text("dialog"), in.hex("content"));
          case STORE ->
              new Request.Store(
                  in.id("resource"), in.objects("kinds").stream().map(DataJson::values).toList());
          case FETCH ->
              new Request.Fetch(
                  in.id("resource"), in.objects("kinds").stream().map(DataJson::query).toList());
          case REMOVE ->
              new Request.Remove(
                  in.id("resource"), in.objects("kinds").stream().map(DataJson::query).toList());
          case FIND -> new Request.Find(in.id("resource"), DataJson.kinds(in, "kinds"));
          case JOIN -> new Request.Join(in.id("peer"), in.hex("data"));
          case LEAVE -> new Request.Leave(in.id("peer"), in.hex("data"));
          case UPDATE -> new Request.Update(update(in));
        };
    in.end();
    return request;
  }

  private static Bytes update(Members in) {
    var update = new ChordUpdate(in.ids("predecessors"), in.ids("successors"));
    in.has("problem");
    return in.has("data") ? in.hex("data") : update.write();
  }

  static ConnectData connect(Members in) {
    return new ConnectData(
        in.text("ufrag"),
        in.text("password"),
        application(in, ConnectData.RELOAD),
        in.text("fingerprint"),
        in.text("role"),
        in.texts("candidates"));
  }

  private static int application(Members in, int otherwise) {
    return (int) in.number("application", otherwise, U16_MAX);
  }
}
