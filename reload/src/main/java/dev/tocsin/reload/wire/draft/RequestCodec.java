// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.draft;

import dev.tocsin.base.bytes.ByteReader;
import dev.tocsin.base.bytes.ByteWriter;
import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.UnknownMethodException;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.Models;
import dev.tocsin.reload.wire.message.ConnectData;
import dev.tocsin.reload.wire.message.Contents;
import dev.tocsin.reload.wire.message.Method;
import dev.tocsin.reload.wire.message.ProbeInfo;
import dev.tocsin.reload.wire.message.Request;
import java.util.ArrayList;
import java.util.List;

/// Requests. Methods have odd numbers.
final class RequestCodec {

  private RequestCodec() {}

  static Contents write(Request request) {
    var out = new ByteWriter();
    switch (request) {
      case Request.Probe(var wanted) ->
          out.vector8(() -> wanted.forEach(topic -> out.u8(topic(topic))));
      case Request.Connect(var data) -> connect(out, data);
      case Request.Tunnel(var application, var dialog, var content) -> {
        Fields.text(out.u16(application), dialog);
        Fields.opaque(out, content);
      }
      case Request.Store(var resource, var kinds) -> {
        out.bytes(resource.bytes());
        Fields.vector16(out, () -> kinds.forEach(kind -> DataCodec.values(out, kind)));
      }
      case Request.Fetch(var resource, var kinds) -> {
        out.bytes(resource.bytes());
        Fields.vector16(out, () -> kinds.forEach(kind -> DataCodec.query(out, kind)));
      }
      case Request.Remove(var resource, var kinds) -> {
        out.bytes(resource.bytes());
        Fields.vector16(out, () -> kinds.forEach(kind -> DataCodec.query(out, kind)));
      }
      case Request.Find(var resource, var kinds) -> {
        out.bytes(resource.bytes());
        out.vector8(() -> kinds.forEach(out::u24));
      }
      // what the plug-in adds has no length of its own.
      case Request.Join(var peer, var data) -> out.bytes(peer.bytes()).bytes(data);
      case Request.Leave(var peer, var data) -> out.bytes(peer.bytes()).bytes(data);
      case Request.Update(var data) -> out.bytes(data);
    }
    return new Contents(false, code(request.method()), Bytes.owning(out.toArray()));
  }

  static Request read(Contents contents, Models models) {
    var in = new ByteReader(contents.payload().toArray());
    var request = read(method(contents.code()), in, models);
    in.end("the request");
    return request;
  }

  private static Request read(Method method, ByteReader in, Models models) {
    return switch (method) {
      case PROBE -> new Request.Probe(topics(in.vector8("wanted information")));
      case CONNECT -> new Request.Connect(connect(in));
      case TUNNEL ->
          new Request.Tunnel(
              in.u16("application"), Fields.text(in, "dialog"), Fields.opaque(in, "content"));
      case STORE -> {
        var resource = Fields.id(in, "resource");
        var part = Fields.vector16(in, "kinds");
        var kinds = new ArrayList<KindValues>();
        while (part.hasNext()) kinds.add(DataCodec.values(part, models));
        yield new Request.Store(resource, kinds);
      }
      case FETCH ->
          new Request.Fetch(
              Fields.id(in, "resource"), DataCodec.queries(Fields.vector16(in, "kinds"), models));
      case REMOVE ->
          new Request.Remove(
              Fields.id(in, "resource"), DataCodec.queries(Fields.vector16(in, "kinds"), models));
      case FIND -> new Request.Find(Fields.id(in, "resource"), kinds(in.vector8("kinds")));
      case JOIN -> new Request.Join(Fields.id(in, "joining peer"), in.rest());
      case LEAVE -> new Request.Leave(Fields.id(in, "leaving peer"), in.rest());
      case UPDATE -> new Request.Update(in.rest());
    };
  }

  static void connect(ByteWriter out, ConnectData data) {
    Fields.text(out, data.fragmentUser());
    Fields.text(out, data.password());
    Fields.text(out.u16(data.application()), data.fingerprint());
    Fields.text(out, data.role());
    Fields.vector16(out, () -> data.candidates().forEach(candidate -> Fields.text(out, candidate)));
  }

  static ConnectData connect(ByteReader in) {
    var user = Fields.text(in, "fragment of the user name");
    var password = Fields.text(in, "password");
    int application = in.u16("application");
    var fingerprint = Fields.text(in, "fingerprint");
    var role = Fields.text(in, "role");
    var part = Fields.vector16(in, "candidates");
    var candidates = new ArrayList<String>();
    while (part.hasNext()) candidates.add(Fields.text(part, "candidate"));
    return new ConnectData(user, password, application, fingerprint, role, candidates);
  }

  // PI-2: what is not known is left out.
  private static List<ProbeInfo.Topic> topics(ByteReader in) {
    var topics = new ArrayList<ProbeInfo.Topic>();
    while (in.hasNext()) {
      int number = in.u8("topic");
      for (var topic : ProbeInfo.Topic.values()) if (topic(topic) == number) topics.add(topic);
    }
    return topics;
  }

  static int topic(ProbeInfo.Topic topic) {
    return switch (topic) {
      case RESPONSIBLE_SET -> 1;
      case RESOURCES -> 2;
    };
  }

  private static List<Long> kinds(ByteReader in) {
    var kinds = new ArrayList<Long>();
    while (in.hasNext()) kinds.add((long) in.u24("kind"));
    return kinds;
  }

  static int code(Method method) {
    return switch (method) {
      case PROBE -> 1;
      case CONNECT -> 3;
      case TUNNEL -> 5;
      case STORE -> 7;
      case FETCH -> 9;
      case REMOVE -> 11;
      case FIND -> 13;
      case JOIN -> 15;
      case LEAVE -> 17;
      case UPDATE -> 19;
    };
  }

  private static Method method(int code) {
    for (var method : Method.values()) if (code(method) == code) return method;
    throw new UnknownMethodException(code);
  }
}
