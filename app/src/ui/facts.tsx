/** As `joinFacts`, for facts among which are names: each in a `bdi` of its own, so that none moves its neighbours. */
import { Children, Fragment, type ReactNode } from 'react'
import { factsGap } from './join-facts.ts'

export const Facts = ({ children }: { readonly children: ReactNode }): ReactNode =>
  // What is missing is no child.
  Children.toArray(children).map((fact, index) => (
    <Fragment key={index}>
      {index > 0 && factsGap}
      {fact}
    </Fragment>
  ))
