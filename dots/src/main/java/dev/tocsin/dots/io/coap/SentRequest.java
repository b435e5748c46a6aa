// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.dots.core.client.RequestId;
import dev.tocsin.dots.wire.CoapMessage;
import java.util.concurrent.Future;
import org.eclipse.californium.core.coap.MessageObserver;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.observe.ObserveNotificationOrderer;
import org.jspecify.annotations.Nullable;

/// A request on its way, or an observation that goes on.
final class SentRequest {

  private final RequestId id;
  private final CoapMessage.Request message;
  private final Request request;
  private final ObserveNotificationOrderer order = new ObserveNotificationOrderer();
  private volatile @Nullable Future<?> limit;

  SentRequest(RequestId id, CoapMessage.Request message, Request request) {
    this.id = id;
    this.message = message;
    this.request = request;
  }

  RequestId id() {
    return id;
  }

  Request request() {
    return request;
  }

  void limit(Future<?> expiry) {
    limit = expiry;
  }

  boolean isForSameResource(CoapMessage.Request other) {
    return message.uriPath().equals(other.uriPath()) && message.uriQuery().equals(other.uriQuery());
  }

  // RFC 7641 §3.4: an older notification that arrives late is dropped.
  boolean isNewest(Response response) {
    return order.isNew(response);
  }

  void drop() {
    Future<?> expiry = limit;
    if (expiry != null) expiry.cancel(false);
  }

  MessageObserver observer(ClientConnection connection) {
    return new MessageObserverAdapter() {
      @Override
      public void onReadyToSend() {
        connection.tokenKnown(SentRequest.this);
      }

      @Override
      public void onResponse(Response response) {
        drop();
        connection.responded(SentRequest.this, response);
      }

      @Override
      public void onCancel() {
        connection.unanswered(SentRequest.this);
      }

      @Override
      protected void failed() {
        connection.unanswered(SentRequest.this);
      }
    };
  }
}
