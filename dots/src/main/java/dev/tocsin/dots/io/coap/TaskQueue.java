// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import java.util.concurrent.LinkedBlockingQueue;

/// What the workers of an endpoint have to do. A worker that had to wait lets whoever woke it go on
/// first: where receiver, disk and workers share a core, datagrams and answers then come in batches
/// instead of one for each change of threads. Scandium bounds what it puts in.
final class TaskQueue extends LinkedBlockingQueue<Runnable> {

  private static final long serialVersionUID = 1;

  @Override
  public Runnable take() throws InterruptedException {
    var ready = poll();
    if (ready != null) return ready;
    var first = super.take();
    Thread.yield();
    return first;
  }
}
