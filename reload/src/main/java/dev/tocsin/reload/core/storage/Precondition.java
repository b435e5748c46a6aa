// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import dev.tocsin.reload.wire.data.KindGeneration;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response.Failure;
import java.util.List;

/// What a request expects the generations to be.
final class Precondition {

  private Precondition() {}

  static boolean holds(Shelf shelf, Request.Store request) {
    return holds(shelf, request.resource(), expected(request));
  }

  static boolean holds(Shelf shelf, Request.Remove request) {
    return holds(shelf, request.resource(), expected(request));
  }

  static Failure failed(Shelf shelf, Request.Store request) {
    return failed(shelf, request.resource(), expected(request));
  }

  static Failure failed(Shelf shelf, Request.Remove request) {
    return failed(shelf, request.resource(), expected(request));
  }

  private static List<KindGeneration> expected(Request.Store request) {
    return request.kinds().stream()
        .map(each -> new KindGeneration(each.kind(), each.generation()))
        .toList();
  }

  private static List<KindGeneration> expected(Request.Remove request) {
    return request.kinds().stream()
        .map(each -> new KindGeneration(each.kind(), each.generation()))
        .toList();
  }

  // SO-4: "If the generation-counter is non-zero, it must equal the current value".
  private static boolean holds(Shelf shelf, Id resource, List<KindGeneration> expected) {
    return expected.stream()
        .allMatch(
            each ->
                each.generation() == 0
                    || each.generation() == current(shelf, resource, each.kind()));
  }

  // SO-7, R-10.
  private static Failure failed(Shelf shelf, Id resource, List<KindGeneration> expected) {
    return Failure.outdated(
        expected.stream()
            .map(each -> new KindGeneration(each.kind(), current(shelf, resource, each.kind())))
            .toList());
  }

  private static long current(Shelf shelf, Id resource, long kind) {
    return shelf.slot(new Kept.Place(resource, kind)).generation;
  }
}
